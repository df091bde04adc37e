"""The form of a forecasting run."""

from assistant.ui.forms.field import STACK, TRAINING, Field, Form

MAIN = (
    Field("model.cell", "choice"),
    Field("model.hidden_size", "whole", 16),
    Field("model.layers", "whole"),
    Field("data.window", "whole", 12),
    Field("data.horizon", "whole"),
    Field("train.learning_rate", "number", 0.0005),
    Field("train.steps", "whole", 100),
    Field("train.batch_size", "whole", 16),
    Field("train.loss", "choice"),
    Field("train.seed", "whole"),
    Field("data.season", "whole"),
    Field("data.id", "series"),
    Field("data.ids", "several"),
    Field("data.target", "column"),
    Field("data.further_targets", "columns"),
)
MORE = (
    Field("model.dropout", "number", 0.05),
    Field("data.transform", "choice"),
    Field("data.difference", "choice"),
    Field("data.floor", "number"),
    Field("data.ceiling", "number"),
    Field("data.classics", "switch"),
    Field("data.scaling", "choice"),
    Field("data.winsorise", "number", 0.5),
    Field("data.missing", "choice"),
    Field("data.missing_codes", "numbers"),
    Field("data.zone", "zone"),
    Field("data.holidays", "country"),
    Field("data.grid", "switch"),
    Field("data.folds", "whole"),
    *TRAINING,
    Field("data.window_scaling", "choice"),
    Field("data.strategy", "choice"),
    Field("data.calendar", "switch"),
    Field("data.past_columns", "columns"),
    Field("data.future_columns", "columns"),
    Field("model.patch", "whole"),
    Field("model.channels", "choice"),
    Field("model.head_dropout", "number", 0.05),
    *STACK,
)
FORM = Form(MAIN, MORE)

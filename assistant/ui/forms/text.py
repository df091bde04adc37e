"""The form of a text run."""

from assistant.ui.forms.field import STACK, TRAINING, Field, Form

MAIN = (
    Field("model.cell", "choice"),
    Field("model.hidden_size", "whole", 32),
    Field("model.layers", "whole"),
    Field("data.level", "choice"),
    Field("data.window", "whole", 16),
    Field("train.learning_rate", "number", 0.001),
    Field("train.steps", "whole", 200),
    Field("train.batch_size", "whole", 16),
    Field("model.dropout", "number", 0.05),
    Field("train.seed", "whole"),
)
MORE = (
    Field("model.embedding_size", "whole", 16),
    Field("model.embedding_dropout", "number", 0.05),
    Field("model.tied", "switch"),
    *STACK,
    Field("model.context", "whole", 16),
    Field("data.min_count", "whole"),
    Field("data.vocabulary_size", "whole", 100),
    Field("data.validation_fraction", "number", 0.05),
    Field("data.test_fraction", "number", 0.05),
    *TRAINING,
)
FORM = Form(MAIN, MORE)

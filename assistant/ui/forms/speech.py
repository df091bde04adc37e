"""The form of a speech run."""

from assistant.ui.forms.field import STACK, TRAINING, Field, Form

FORM = Form(
    main=(
        Field("model.cell", "choice"),
        Field("model.hidden_size", "whole", 16),
        Field("model.layers", "whole"),
        Field("model.dropout", "number", 0.05),
        Field("data.symbols", "choice"),
        Field("train.learning_rate", "number", 0.0005),
        Field("train.steps", "whole", 100),
        Field("train.batch_size", "whole", 8),
        Field("train.seed", "whole"),
    ),
    more=(
        Field("data.lexicon", "choice"),
        Field("data.rate", "choice"),
        Field("data.mels", "whole", 8),
        Field("data.frame_ms", "whole", 5),
        Field("data.hop_ms", "whole", 1),
        Field("data.stack", "whole"),
        Field("model.bidirectional", "switch"),
        Field("model.layer_norm", "switch"),
        *STACK,
        Field("data.augment", "switch"),
        Field("data.unheard_speakers", "switch"),
        *TRAINING,
    ),
)

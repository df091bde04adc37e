"""The form of a run that learns a mean."""

from assistant.ui.forms.field import TRAINING, Field, Form

FORM = Form(main=(Field("data.held_out", "whole"), Field("train.steps", "whole", 100)), more=TRAINING)

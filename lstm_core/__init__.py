"""The engine: data, networks, training and the language of a run.

`specs`, `errors`, `texts`, `events`, `runs`, `results`, `launcher`, `data/`, `rendering/` and `bundle` import no
torch, so a web server may use them. Everything else runs in worker processes only.
"""

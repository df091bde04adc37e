"""A program from a trained network, as it computes in evaluation: nothing is dropped, zoneout takes its expectation.

A network is one of `engine.nn.networks`; what each of its layers becomes is in `recurrences.py`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import torch
from torch import Tensor, nn

from lstm_core.engine.export.builder import Builder
from lstm_core.engine.export.program import (
    Add,
    Affine,
    Attention,
    CarriedState,
    Concatenate,
    Embedding,
    Input,
    LastStep,
    LayerNorm,
    Linear,
    Program,
    Reverse,
    SeriesWindows,
)
from lstm_core.engine.export.recurrences import Place, recurrence_of
from lstm_core.engine.nn.networks import AttentiveRecognizer, Forecaster, LanguageModel, Recognizer
from lstm_core.engine.nn.stacks import Layer, Stack
from lstm_core.engine.nn.torch_layers import CompilableLayer
from lstm_core.engine.nn.transformer import Transformer, TransformerBlock
from lstm_core.engine.tasks.series.forecaster import SeriesForecaster
from lstm_core.errors import RunError, Sentence
from lstm_core.spec.constants import INSTANCE_EPSILON, LEAST_FREEDOM, LEAST_PARAMETER, ROTATION_BASE


def program_of(network: nn.Module) -> Program:
    """The program of a network of `engine.nn.networks` or of a forecasting run.

    Raises RunError that names what has none.
    """
    with _evaluated(network):
        if isinstance(network, Forecaster):
            return _forecaster(network)
        if isinstance(network, LanguageModel):
            return _language_model(network)
        if isinstance(network, (Recognizer, AttentiveRecognizer)):
            return _recognizer(network)
    raise RunError(Sentence("export.unknown_network", {"network": type(network).__name__}))


def _forecaster(network: Forecaster) -> Program:
    builder = Builder(network)
    features, hidden = _features(network.recurrent), _hidden(network.recurrent)
    inputs = [Input("window", ("B", "T", features))]
    context = network.head.in_features - hidden
    if context:
        inputs.append(Input("context", ("B", context)))
    output = _of_members(builder, network, context)
    windows = _windows(builder, network) if isinstance(network, SeriesForecaster) else None
    return builder.program(tuple(inputs), output, windows)


def _of_members(builder: Builder, network: Forecaster, context: int) -> str:
    """Append what the heads say; of several members their mean, one linear layer on all that they read."""
    members = [network, *network.further] if isinstance(network, SeriesForecaster) else [network]
    read = []
    for number, member in enumerate(members):
        builder.within = f"member_{number}." if number else ""
        states = _sequence(builder, cast("Forecaster", member).recurrent, "window")
        read.append(builder.add(LastStep(states, "last")))
    builder.within = ""
    states = read[0] if len(read) == 1 else builder.add(Concatenate(tuple(read), "all_last"))
    if context:
        states = builder.add(Concatenate((states, "context"), "read"))
    if len(members) == 1:
        return builder.linear(states, network.head, "forecast")
    heads = [cast("Forecaster", member).head for member in members]
    own = [head.weight[:, : head.in_features - context] / len(heads) for head in heads]
    shared = torch.stack([head.weight[:, head.in_features - context :] for head in heads]).mean(dim=0)
    weight = torch.cat([*own, *([shared] if context else [])], dim=1)
    bias = torch.stack([head.bias for head in heads]).mean(dim=0)
    mean = Affine(builder.weight(weight, "mean"), builder.weight(bias, "mean"))
    return builder.add(Linear(states, "forecast", mean))


def _windows(builder: Builder, network: SeriesForecaster) -> SeriesWindows:
    layout, affine = network.layout, network.scaling == "instance_affine"
    return SeriesWindows(
        targets=layout.targets,
        past=layout.past,
        known=layout.known,
        patch=network.patch,
        reach=network.reach,
        horizon=network.horizon,
        quantiles=network.said,
        likelihood=network.likelihood,
        scaling=network.scaling,
        masked=layout.masked,
        fold=layout.fold,
        static=layout.static,
        shared=network.shared and layout.targets > 1,
        decaying=network.decaying,
        gain=builder.weight(network.gain, "windows") if affine else None,
        bias=builder.weight(network.bias, "windows") if affine else None,
        epsilon=INSTANCE_EPSILON,
        least=(LEAST_PARAMETER, LEAST_FREEDOM),
    )


def _language_model(network: LanguageModel) -> Program:
    builder = Builder(network)
    table = builder.weight(network.embedding.weight, "embedding")
    read = builder.add(Embedding("symbols", "embedded", table))
    states = _sequence(builder, network.recurrent, read, carried=True)
    if not network.tied:
        output = builder.linear(states, network.head, "logits")
    else:
        if isinstance(network.projection, nn.Linear):
            states = builder.linear(states, network.projection, "projected")
        output = builder.add(Linear(states, "logits", Affine(table, builder.weight(network.bias, "head"))))
    return builder.program((Input("symbols", ("B", "T"), "int64"),), output)


def _recognizer(network: Recognizer | AttentiveRecognizer) -> Program:
    builder = Builder(network)
    inputs = (Input("inputs", ("B", "T", _features(network))), Input("lengths", ("B",), "int64"))
    states = _sequence(builder, network, "inputs")
    return builder.program(inputs, builder.linear(states, network.head, "scores"))


# -- what reads a sequence --------------------------------------------------------------------------------------------


def _sequence(builder: Builder, network: nn.Module, value: str, carried: bool = False) -> str:
    """Append what reads a sequence; the name of the states (B, T, width)."""
    if isinstance(network, Transformer):
        return _transformer(builder, network, value, carried)
    if isinstance(network, CompilableLayer):
        for number in range(network.num_layers):
            value = _layer(builder, network, value, Place(number, number if carried else None), inner=number)
        return value
    assert isinstance(network, Stack)  # noqa: S101 (the last kind)
    return _stack(builder, network, value, carried)


def _stack(builder: Builder, stack: Stack, value: str, carried: bool) -> str:
    for number, (layer, norm) in enumerate(zip(stack.forwards, stack.norms, strict=True)):
        place = Place(number, number if carried else None, begun=_begun(stack, number))
        read = _layer(builder, layer, value, place)
        if stack.backwards:
            place = Place(number, None, "backward", _begun(stack, len(stack.forwards) + number))
            turned = builder.add(Reverse(value, f"{place}.inputs"))
            behind = _layer(builder, stack.backwards[number], turned, place)
            behind = builder.add(Reverse(behind, f"{place}.in_order"))
            read = builder.add(Concatenate((read, behind), f"layer_{number}.both"))
        if isinstance(norm, nn.LayerNorm):
            read = builder.add(LayerNorm(read, f"layer_{number}.normalised", builder.norm(norm)))
        value = builder.add(Add((value, read), f"layer_{number}.sum")) if stack.residual and number else read
    return value


def _begun(stack: Stack, row: int) -> tuple[Tensor, ...]:
    """The trained parts (H,) of the state from which a layer begins."""
    return tuple(part[row, 0] for part in stack.start or ())


def _layer(builder: Builder, layer: nn.Module, value: str, place: Place, inner: int = 0) -> str:
    """Append one direction of one layer: of torch.nn's, the one with the number `inner`, or a cell over time."""
    if isinstance(layer, CompilableLayer):
        cell = cast("nn.Module", layer.borrowed(layer, inner))
        features = layer.hidden_size if inner else layer.input_size
    else:
        assert isinstance(layer, Layer)  # noqa: S101 (the other kind)
        cell, features = layer.cell, layer.features
    return builder.add(recurrence_of(builder, cell, features, value, place))


def _transformer(builder: Builder, network: Transformer, value: str, carried: bool) -> str:
    value = builder.linear(value, network.entry, "entry")
    for number, module in enumerate(network.blocks):
        block = cast("TransformerBlock", module)
        state, context = None, network.context if carried else None
        if context is not None:
            state = f"state_{number}"
            most = context - 1
            builder.states.append(CarriedState(state, 2 * network.width, "rows", most=most))
        value = builder.add(
            Attention(
                reads=value,
                gives=f"block_{number}",
                heads=block.heads,
                norm_1=builder.norm(block.first),
                qkv=builder.affine(block.qkv),
                out=builder.affine(block.out),
                norm_2=builder.norm(block.second),
                wide=builder.affine(block.wide),
                narrow=builder.affine(block.narrow),
                rotation_base=ROTATION_BASE,
                context=context,
                ahead=network.ahead,
                carried=state,
            )
        )
    return builder.add(LayerNorm(value, "normalised", builder.norm(network.norm)))


def _features(network: nn.Module) -> int:
    """Numbers that a sequence's reader reads at a step."""
    if isinstance(network, Transformer):
        return network.entry.in_features
    first = network.forwards[0] if isinstance(network, Stack) else network
    found = first.features if isinstance(first, Layer) else first.input_size
    assert isinstance(found, int)  # noqa: S101 (torch tells no types)
    return found


def _hidden(network: nn.Module) -> int:
    found = network.hidden_size if isinstance(network, CompilableLayer) else network.width
    assert isinstance(found, int)  # noqa: S101 (torch tells no types)
    return found


@contextmanager
def _evaluated(network: nn.Module) -> Iterator[None]:
    """In evaluation; every part is put back into the mode that it was in."""
    modes = [(part, part.training) for part in network.modules()]
    network.eval()
    try:
        yield
    finally:
        for part, mode in modes:
            part.training = mode

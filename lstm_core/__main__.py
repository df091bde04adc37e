"""The headless door: everything that the pages do with a run, for scripts and tests.

Exit codes: 0 done, 1 the run failed or was stopped, 2 the request was wrong. Sentences go to standard error.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

from lstm_core import cli, shipping
from lstm_core.errors import WorkbenchError
from lstm_core.i18n.languages import LANGUAGES, Language

WRONG_REQUEST = 2
UNWATCHED = "measure nothing inside the network; the result is the same, a diagnosis knows less"


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(prog="python -m lstm_core", description=__doc__)
    top.add_argument("--lang", choices=LANGUAGES, default=_language(), help="language of sentences and reports")
    language = argparse.ArgumentParser(add_help=False)
    language.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS)
    rooms = top.add_subparsers(dest="command", required=True)

    def add(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        room = rooms.add_parser(name, help=text, description=text, parents=[language])
        room.set_defaults(run=run)
        return room

    example = add("example", cli.example, "print a default spec")
    example.add_argument("name", help=f"a task or a built-in source: {', '.join(cli.EXAMPLES)}")
    example.add_argument(
        "--data", type=Path, help="a file of your own: CSV, text, or a zip of recordings", metavar="FILE"
    )
    example.add_argument("--sheet", help="of a workbook; default: the one with the most data", metavar="NAME")
    run = add("run", cli.run, "train; the last line of standard output is the run's folder")
    run.add_argument("spec", help="a JSON file, or - for standard input")
    run.add_argument("--runs", type=Path, default=Path("runs"), help="folder of the runs")
    run.add_argument("--set", action="append", default=[], metavar="PATH=VALUE", dest="changes")
    run.add_argument("--no-instruments", action="store_false", dest="instruments", help=UNWATCHED)
    run.add_argument(
        "--stop-when-sure", action="store_true", help="stop by itself once a finding is sure that no step can heal"
    )
    repeat = add(
        "repeat", cli.repeat, "train with several seeds; the last line is the folder of the run that leads them"
    )
    repeat.add_argument("spec", help="a JSON file of a training, or - for standard input")
    repeat.add_argument("--seeds", type=int, default=5, help="how many, counted from the training's own")
    repeat.add_argument("--runs", type=Path, default=Path("runs"), help="folder of the runs")
    repeat.add_argument("--set", action="append", default=[], metavar="PATH=VALUE", dest="changes")
    repeat.set_defaults(stop_when_sure=False)
    repeat.add_argument("--no-instruments", action="store_false", dest="instruments", help=UNWATCHED)
    _add_compare(add)
    _add_search(add)
    repair = add(
        "repair", cli.repair, "try what may cure a run; the last line is the folder of the run that leads the attempts"
    )
    repair.add_argument("folder", type=Path, metavar="RUN_DIR", help="a training that has ended")
    repair.add_argument("--runs", type=Path, default=Path("runs"), help="folder of the runs")
    repair.add_argument("--seconds", type=float, help="of training, all attempts together; default: by the run")
    repair.add_argument("--trials", type=int, help="how many changes are tried at most")
    repair.add_argument("--json", action="store_true", help="the report as JSON")
    show = add("show", cli.show, "print what a run's folder says")
    show.add_argument("folder", type=Path)
    show.add_argument("--json", action="store_true", help="the whole TrainRecord")
    diagnose = add("diagnose", cli.diagnose, "say what is wrong with a training and why, or that it is healthy")
    diagnose.add_argument("folder", type=Path)
    diagnose.add_argument("--json", action="store_true", help="findings with their proof, and what was looked at")
    for name, function, text in (
        ("resume", cli.resume, "go on from the last checkpoint"),
        ("finish", cli.finish, "end a stopped run with its best step so far"),
        ("stop", cli.stop, "ask a run to stop"),
    ):
        add(name, function, text).add_argument("folder", type=Path)
    add("render", shipping.render, "print the standalone script of a spec").add_argument("spec")
    bundle = add("bundle", shipping.bundle, "write the download")
    bundle.add_argument("folder", type=Path)
    bundle.add_argument("target", type=Path, metavar="OUT.zip")
    _add_shipping(add)
    add("schema", cli.schema, "print the JSON schema of TrainRunSpec")
    add("data", cli.data, "print a built-in series as CSV").add_argument("source", choices=cli.BUILT_IN)
    return top


def _add_compare(add: Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]) -> None:
    compare = add(
        "compare",
        cli.compare,
        "compare trainings over several seeds; the last line is the folder of the run that leads them",
    )
    compare.add_argument("specs", nargs="+", metavar="SPEC", help="JSON files of trainings of the same data")
    compare.add_argument(
        "--set-of", metavar="NAME", help=f"candidates made of one spec: {', '.join(cli.COMPARISON_SETS)}"
    )
    compare.add_argument("--seeds", type=int, default=5, help="how many each candidate is trained with")
    compare.add_argument(
        "--budget", choices=("as-given", "equal-steps", "equal-parameters", "equal-time"), default="as-given",
        help="what all candidates get alike besides the data",
    )  # fmt: skip
    compare.add_argument("--runs", type=Path, default=Path("runs"), help="folder of the runs")
    compare.add_argument("--set", action="append", default=[], metavar="PATH=VALUE", dest="changes")
    compare.add_argument("--no-instruments", action="store_false", dest="instruments", help=UNWATCHED)
    compare.add_argument("--json", action="store_true", help="members, table and verdicts as JSON")


def _add_search(add: Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]) -> None:
    search = add(
        "search",
        cli.search,
        "search better settings and confirm the best with fresh seeds; the last line is the folder of the run that "
        "leads the trials",
    )
    search.add_argument("spec", help="a JSON file of a training, or - for standard input: the starting point")
    search.add_argument("--space", type=Path, metavar="SPACE.json", help="the fields to search; default: suggested")
    search.add_argument("--minutes", type=float, help="of wall clock at most, the confirmation included")
    search.add_argument("--trials", type=int, help="how many settings are tried at most, the starting point among them")
    search.add_argument("--seeds", type=int, default=5, help="fresh ones, with which the best trial is confirmed")
    search.add_argument("--sampler", choices=("tpe", "random"), default="tpe", help="what proposes the next trial")
    search.add_argument(
        "--pruner",
        choices=("median", "successive-halving", "none"),
        default="median",
        help="what stops hopeless trials",
    )
    search.add_argument("--seed", type=int, default=0, help="of the sampler")
    search.add_argument("--runs", type=Path, default=Path("runs"), help="folder of the runs")
    search.add_argument("--set", action="append", default=[], metavar="PATH=VALUE", dest="changes")
    search.add_argument("--no-instruments", action="store_false", dest="instruments", help=UNWATCHED)
    search.add_argument("--json", action="store_true", help="trials, confirmation and verdict as JSON")
    space = add("space", cli.space, "print the fields that are worth a search, with the reason of every range")
    space.add_argument("spec", help="a JSON file of a training, or - for standard input")


def _add_shipping(add: Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]) -> None:
    deploy = add(
        "deploy", shipping.deploy, "write a folder that runs the trained network without torch and this project"
    )
    deploy.add_argument(
        "folder", type=Path, metavar="RUN_DIR",
        help="a finished training, a stopped one with weights, a ladder, or one of a ladder's stored files",
    )  # fmt: skip
    deploy.add_argument("target", type=Path, metavar="OUT_DIR")
    deploy.add_argument("--int8", action="store_true", help="store the network with 8-bit products")
    deploy.add_argument("--rung", help="of a ladder; default: the recommended one")
    predict = add("predict", shipping.predict, "forecast behind newer rows with a trained network")
    predict.add_argument("folder", type=Path, metavar="RUN_DIR", help="a finished forecasting run")
    predict.add_argument("--data", type=Path, required=True, metavar="NEW", help="a file with the newer rows")
    predict.add_argument("--sheet", help="of a workbook; default: the one with the most data", metavar="NAME")
    predict.add_argument("target", type=Path, metavar="OUT.csv")
    _add_compress(add)


def _add_compress(add: Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]) -> None:
    compress = add(
        "compress",
        shipping.compress,
        "build smaller and faster networks of a trained run and measure every file; the last line is the folder of the "
        "run that leads them",
    )
    compress.add_argument("folder", type=Path, metavar="RUN_DIR", help="a finished training, or a stopped one")
    compress.add_argument("--runs", type=Path, default=Path("runs"), help="folder of the runs")
    compress.add_argument(
        "--limit", action="append", default=[], dest="limits", metavar="NAME=VALUE",
        help="size=500kB, latency=2ms or loss=1%%; may be given several times",
    )  # fmt: skip
    compress.add_argument(
        "--rungs", metavar="LIST",
        help="e.g. int8,mixed,prune:0.8,shrink:0.5,low_rank:0.25,distil:16+int8; default: the usual ones",
    )  # fmt: skip
    compress.add_argument("--seeds", type=int, help="over which a student is compared with one without a teacher")
    compress.add_argument("--tuning", type=float, help="share of the training's steps that follows each change")
    compress.add_argument("--json", action="store_true", help="the ladder as JSON")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; every failure is a sentence, never a traceback."""
    asked = parser().parse_args(arguments)
    try:
        return cast(int, asked.run(asked))
    except WorkbenchError as error:
        for message in error.messages:
            print(message.text(asked.lang), file=sys.stderr)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads any more
        return 1
    except OSError as error:
        print(json.dumps(error.filename, ensure_ascii=False), error.strerror, sep=": ", file=sys.stderr)
    return WRONG_REQUEST


def _language() -> Language:
    return "zh" if os.environ.get("LC_ALL", os.environ.get("LANG", "")).startswith("zh") else "en"


if __name__ == "__main__":
    sys.exit(main())

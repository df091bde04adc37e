"""Questions about a training that goes wrong, answered by the diagnosis of this run: the cause first, its numbers."""

import re
from collections.abc import Iterator
from typing import Any

from assistant.conversation.events import ChatEvent
from assistant.conversation.known_cards import KnownCard
from assistant.conversation.messages import ToolResult
from assistant.guide.answers import edits, following, measuring
from assistant.guide.answers.talking import StatusAnswers
from assistant.guide.answers.talking import Topic as Talk
from assistant.guide.tasks import contract as tasks
from assistant.guide.understanding import about_values, grammar, intents, naming, spans, troubles
from assistant.guide.understanding.troubles import Topic, Trouble
from assistant.knowledge import articles
from assistant.markdown.escaping import in_markdown
from lstm_core.i18n.sentences import TEXTS, cell_name, say
from lstm_core.spec.tasks import DEFAULT

CODES: dict[Topic, tuple[str, ...]] = {  # the findings that are what was asked about
    "nan": ("non_finite",),
    "exploding": ("exploding_gradient", "non_finite"),
    "vanishing": ("vanishing_over_time", "vanishing_gradient"),
    "oscillating": ("oscillating",),
    "not_learning": ("not_learning", "nothing_to_learn", "labels_unlearnable", "constant_output", "blank_collapse"),
    "slow": ("slow", "learning_rate_low"),
    "overfitting": ("overfitting",),
    "underfitting": ("underfitting", "network_too_small"),
    "copies": ("copies_last_value",),
    "constant": ("constant_output", "blank_collapse"),
    "blanks": ("blank_collapse", "unalignable"),
    "clipping": ("clipping_hides_rate", "clipping_too_tight"),
    "rate": ("learning_rate_high", "learning_rate_low", "clipping_hides_rate"),
    "window": ("window_short", "vanishing_over_time"),
    "capacity": ("network_too_small", "network_too_large"),
    "regularised": ("dropout_strong", "weight_decay_strong"),
    "data": ("outliers", "unscaled_input", "constant_column", "distribution_shift", "leakage", "shuffled_time",
             "labels_unlearnable", "nothing_to_learn", "unalignable"),
    "gates": ("gates_saturated", "forget_gate_stuck"),
    "gradients": ("exploding_gradient", "vanishing_gradient", "vanishing_over_time", "non_finite"),
    "ended": ("patience_short", "too_few_steps", "non_finite"),
}  # fmt: skip
ABOUT: dict[Topic, str] = {  # the article on a topic
    "nan": "nan-loss", "exploding": "nan-loss", "vanishing": "vanishing-gradient", "oscillating": "unstable-loss",
    "not_learning": "not-learning", "slow": "not-learning", "overfitting": "overfitting",
    "underfitting": "not-learning", "copies": "copies-last-value", "constant": "copies-last-value",
    "blanks": "what-is-normal", "baseline": "baselines-and-skill", "score": "baselines-and-skill",
    "gates": "gates-in-training", "clipping": "gradients", "gradients": "gradients", "rate": "learning-rate",
    "window": "window-and-horizon", "capacity": "layers", "regularised": "overfitting", "data": "scaling-and-leakage",
    "ended": "overfitting", "above": "what-is-normal", "diagnose": "what-is-normal", "repair": "not-learning",
    "improve": "not-learning", "bad": "not-learning",
}  # fmt: skip
_SHOWN: dict[str, str] = {  # a training that shows what an article tells of
    "nan-loss": "show_nan", "gradients": "show_nan", "unstable-loss": "show_oscillating", "not-learning": "show_slow",
    "learning-rate": "show_oscillating", "overfitting": "show_overfitting", "vanishing-gradient": "show_vanishing",
    "gates-in-training": "sunspots", "copies-last-value": "show_slow", "what-is-normal": "sunspots",
    "baselines-and-skill": "sunspots",
}  # fmt: skip
_ALWAYS: tuple[Topic, ...] = (
    "nan", "exploding", "vanishing", "oscillating", "overfitting", "underfitting", "copies", "constant", "baseline",
    "not_learning", "slow", "blanks", "above", "gradients", "gates",
)  # fmt: skip
_NO_ARTICLE: tuple[Topic, ...] = ("repair", "diagnose", "gradients", "gates", "improve", "score", "bad")
_OWN: tuple[Topic, ...] = ("score", "baseline", "bad", "improve", "diagnose", "repair")  # told in words of their own
_STEPS: dict[Topic, tuple[str, ...]] = {"gradients": ("see_gates",), "gates": ("see_gradients",)}
_REASONS = {"measurements": "diag_only_seen", "data": "diag_no_data", "steps": "diag_later", "result": "diag_later"}
_SUPPOSED = re.compile(r"会不会|会.{0,8}吗|有没有用|有用|有帮助|\bwould\b|\bwill\b|\bhelps?\b|\bwhat if\b|如果")
_BESIDE = re.compile(r"下一步|训练|\btrain(?:ing)?\b|\bruns?\b|模型|网络|\bmodel\b|\bnetwork\b", re.IGNORECASE)
_VAGUE = ("train.loss", "train.steps")  # fields that every talk of a training touches
_TOLD = 4  # trainings that have a finding
_NAMED = 6  # checks that were not made


class DiagnosisAnswers(StatusAnswers):
    """Answers with the newest run, or the one that is named, and with what can be done about it."""

    trouble: Trouble | None = None
    talk: Talk | None = None

    def _trouble_here(self) -> Trouble | None:
        """What the question says of a training that goes wrong; None where it asks for something else."""
        trouble = None if self.fresh else troubles.read(self.words)
        if (
            (trouble is None or trouble.by_ideas)
            and self.talk == "improve"
            and naming.run_meant(self.words, self.thread.cards) is not None
        ):
            return Trouble("improve", asks=True)
        if trouble is None or intents.is_conditional(self.words) or intents.asks_to_undo(self.words):
            return None
        if self._asks_for_a_change(trouble) or self._asks_for_a_card(trouble):
            return None
        if trouble.by_ideas and self._means_something_else(trouble):
            return None
        if naming.run_meant(self.words, self.thread.cards) is not None:
            return trouble
        return trouble if self.talk is None and (trouble.topic in (*_ALWAYS, *_NO_ARTICLE)) else None

    def _asks_for_a_change(self, trouble: Trouble) -> bool:
        """Beside the trouble something is to be set, or what is asked about is a setting."""
        task = self.card.task if self.card else DEFAULT
        told = spans.window_named(self.words) != self.words or bool(about_values.codes_in(self.words))
        if told and not intents.is_question(self.words):
            return True
        if trouble.rest and not (trouble.asks and trouble.rest == self.words):
            reading = grammar.parse_question(trouble.rest, task)
            if reading.wishes and reading.sure and not intents.is_question(trouble.rest):
                return True
        supposed = _SUPPOSED.search(self.words.lower()) or (
            trouble.topic in troubles.OF_A_SETTING and re.search(r"\d", self.words)
        )
        if supposed and self.card is not None and self._wishes_of_a_question()[0]:
            return True
        if trouble.topic not in ("score", "improve", "repair", "diagnose", "bad"):
            return False
        text = trouble.rest if trouble.topic == "repair" else _BESIDE.sub(" ", self.words)
        reading = grammar.parse_question(text, task)
        named = any(kind == "no_value" and path not in _VAGUE for kind, path in reading.notes)
        own = ("model.cell", self.card.cell if self.card else "lstm")
        wishes = [wish for wish in reading.wishes if wish.path not in _VAGUE and (wish.path, wish.value) != own]
        return bool(wishes) or named

    def _means_something_else(self, trouble: Trouble) -> bool:
        """A sentence that only its ideas make one on a training is understood in another way already."""
        intent = intents.intent_of(self.words, {}, has_card=False)
        if trouble.general or self.talk is not None or intent not in ("question", "forecast", "nothing"):
            return True
        reading = grammar.parse_question(self.words, self.card.task if self.card else DEFAULT)
        commanded = (troubles.commands(self.words) or reading.asked_to) and not trouble.asks
        return commanded and reading.sure and any(wish.path not in _VAGUE for wish in reading.wishes)

    def _asks_for_a_card(self, trouble: Trouble) -> bool:
        """It asks for a forecast, a text model or a recogniser of data that it names."""
        names = (
            intents.source_of(self.words) or intents.text_source_of(self.words) or intents.asks_for_own_file(self.words)
        )
        wants = intents.intent_of(self.words, {}, has_card=False) in ("forecast", "text", "speech")
        return bool(names) and wants and not trouble.asks

    # -- the first round -------------------------------------------------------------------------------------------

    def _about_trouble(self, trouble: Trouble) -> Iterator[ChatEvent]:
        run = naming.run_meant(self.words, self.thread.cards)
        if trouble.general:
            yield from self._in_general(trouble, run)
        elif run is not None:
            key = "diag_reading_repair" if trouble.topic == "repair" else "diag_reading"
            yield from self._say(key, {"data": in_markdown(self._data_of(run)), "cell": self._cell_of(run)})
            yield from self._call("diagnose", {"run": run.id})
        elif trouble.topic in _NO_ARTICLE:
            if self.card is not None:
                yield from self._say("draft_here")
                yield self._offer(*self._next_here())
            else:
                yield from self._tell("no_run_here", "show_nan", "show_vanishing", "show_overfitting", "sunspots")
        else:
            yield from self._in_general(trouble, None)

    def _in_general(self, trouble: Trouble, run: KnownCard | None) -> Iterator[ChatEvent]:
        """The article, and this run or one that shows the trouble to try it on."""
        name = ABOUT[trouble.topic]
        article = articles.articles(self.language)[name]
        if run is not None:
            yield from self._article(article, (self._next("diagnose"),))
            return
        yield from self._article(article, (self._next(_SHOWN.get(name, "sunspots")),), self._text("none_trained"))

    def _data_of(self, run: KnownCard) -> str:
        return run.file or self._title(run)

    def _cell_of(self, run: KnownCard) -> str:
        return cell_name(run.cell, self.language)

    # -- the answer ------------------------------------------------------------------------------------------------

    def _diagnosed(self, result: ToolResult, content: dict[str, Any]) -> Iterator[ChatEvent]:
        """What the diagnosis says to the question that was asked."""
        topic: Topic = self.trouble.topic if self.trouble is not None else "diagnose"
        state = str(content.get("state"))
        if state == "not trained yet":
            yield from self._tell("draft_here", "sunspots", "gates")
            return
        members = content.get("trainings")
        if members is None or state == "queued":
            shown = {name: content.get(name, "") for name in ("step", "steps", "failure")}
            yield from self._say(f"diag_at_{state}", {name: in_markdown(str(value)) for name, value in shown.items()})
        if state == "queued":
            yield self._offer(*self._next_here("sunspots"))
            return
        if "seeds" in content:
            yield from self._say("diag_seeds", {"seeds": len(content["seeds"])})
        if members is not None:
            yield from self._say("diag_trainings", {"count": len(members)})
        if topic == "repair" and not content["healthy"] and members is None:
            yield from self._findings(content, set())
            yield from self._call("propose_repair", self._repair_of(result, content))
            return
        if topic in _OWN:
            yield from self._in_own_words(topic, content)
        else:
            yield from self._to_the_point(topic, content)
        if "repair" in content:
            yield from self._say("diag_repair", {"verdict": in_markdown(content["repair"]["verdict"])})
        yield from self._unseen(content)
        yield self._offer(*self._steps(topic, result, content))

    def _repair_of(self, result: ToolResult, content: dict[str, Any]) -> dict[str, Any]:
        budget = dict(self.trouble.budget) if self.trouble is not None else {}
        return {"run": content.get("run", result.card), **budget}

    def _in_own_words(self, topic: Topic, content: dict[str, Any]) -> Iterator[ChatEvent]:
        """Answers that are no yes or no: how good it is, what to do, what is wrong at all."""
        score = content.get("score")
        if topic in ("score", "baseline", "bad"):
            yield from self._score(content)
        elif topic == "improve":
            yield from self._say("improve_clean" if content["healthy"] else "improve_found")
        elif topic == "repair":
            yield from self._say("repair_healthy")
        yield from self._findings(content, set())
        if topic in ("improve", "diagnose", "repair", "bad"):
            yield from self._numbers("losses", content)
        if score and topic not in ("score", "baseline", "bad"):
            yield from self._say("score_line", {"headline": in_markdown(score["headline"])})

    def _to_the_point(self, topic: Topic, content: dict[str, Any]) -> Iterator[ChatEvent]:
        """Yes with its cause, or no with the numbers that show it, then what else was found."""
        meant = CODES.get(topic, ())
        found = [each for each in content["findings"] if each["code"] in meant]
        told: set[str] = set()
        for each in found[:2]:
            yield from self._one(each, content, told)
        if not found:
            blind = set(meant) and set(meant) <= set(content.get("not_looked_at", {}))
            key = "normal_above" if topic == "above" else "untold" if blind else f"no_{topic}"
            yield from self._say(key)
        yield from self._numbers(topic, content)
        if topic in ("gradients", "gates"):
            yield from self._say("pictures")
        yield from self._findings(content, told, "diag_also" if found else "diag_instead")
        if "score" in content and not found:
            yield from self._say("score_line", {"headline": in_markdown(content["score"]["headline"])})

    def _one(self, finding: dict[str, Any], content: dict[str, Any], told: set[str]) -> Iterator[ChatEvent]:
        """A finding, its cause before it."""
        by_code = {each["code"]: each for each in content["findings"]}
        cause = by_code.get(finding.get("because_of", ""))
        if cause is not None and cause["code"] not in told:
            told.add(cause["code"])
            yield from self._say("diag_cause", self._of_finding(cause))
        if finding["code"] not in told:
            told.add(finding["code"])
            yield from self._say("diag_symptom" if cause is not None else "diag_found", self._of_finding(finding))

    def _of_finding(self, finding: dict[str, Any]) -> dict[str, str]:
        text = in_markdown(finding["text"]) if finding["text"] != finding["name"] else ""
        if "seeds" in finding:
            more = finding.get("of", 0) - len(finding["seeds"])
            seeds = [*map(str, finding["seeds"]), *([self._text("diag_more", {"count": more})] if more > 0 else [])]
            text += self._text("diag_of_seeds", {"seeds": self._listed(seeds)})
        if "trainings" in finding:
            names = finding["trainings"]
            rest = finding["of"] - min(_TOLD, len(names))
            told = [*names[:_TOLD], *([self._text("diag_more", {"count": rest})] if rest else [])]
            text += "" if self.language == "zh" else " "
            text += self._text("diag_of_trainings", {"names": in_markdown(self._listed(told))})
        return {"name": in_markdown(finding["name"]), "text": text}

    def _findings(self, content: dict[str, Any], told: set[str], lead: str | None = None) -> Iterator[ChatEvent]:
        """Every finding that was not told yet, causes before what they bring about; the clean bill without any."""
        left = [each for each in content["findings"] if each["code"] not in told]
        if left and lead is not None:
            yield from self._say(lead)
        for each in left:
            yield from self._one(each, content, told)
        if content["healthy"] and "clean_bill" in content:
            yield from self._quote([content["clean_bill"]])

    def _numbers(self, topic: str, content: dict[str, Any]) -> Iterator[ChatEvent]:
        told = []
        for key, values in measuring.sentences(topic, content.get("numbers", {}), self._text, self.language):
            shown = {name: self._listed(each) if isinstance(each, list) else each for name, each in values.items()}
            told.append(self._text(key, shown))
        if told:
            yield from self._quote([("" if self.language == "zh" else " ").join(told)])

    def _unseen(self, content: dict[str, Any]) -> Iterator[ChatEvent]:
        """Which checks could not be made, and why."""
        by_reason: dict[str, list[str]] = {}
        for code, reason in content.get("not_looked_at", {}).items():
            by_reason.setdefault(_REASONS.get(reason, "diag_later"), []).append(
                say(f"diagnosis.name.{code}", self.language)
            )
        for key, names in by_reason.items():
            listed = self._listed(names[:_NAMED]) + ("…" if len(names) > _NAMED else "")
            yield from self._say(key, {"count": len(names), "names": listed})

    def _score(self, content: dict[str, Any]) -> Iterator[ChatEvent]:
        """The run's score beside the baselines, and what the number is that was asked about."""
        score = content.get("score")
        number = self.trouble.number if self.trouble is not None else None
        if score is None:
            yield from self._say("score_none")
            yield from self._numbers("losses", content)
            return
        if number is not None:
            owner = measuring.owner_of(number, score)
            shown = f"{number:g}"
            if owner is None:
                yield from self._say("score_strange", {"number": shown})
            else:
                who, measure = owner
                known = f"chart.{who}" in TEXTS
                name = say(f"chart.{who}", self.language) if known else self._text("score_model")
                yield from self._say("score_is", {"number": shown, "measure": measure, "who": name})
        yield from self._say("score_alone")
        yield from self._list([score["headline"], *score["explanation"]])

    # -- next steps ------------------------------------------------------------------------------------------------

    def _steps(self, topic: Topic, result: ToolResult, content: dict[str, Any]) -> list[str]:
        """The change that may cure it, the repair, the whole diagnosis, and what else fits."""
        run = next((card for card in self.thread.cards if card.id == result.card), None)
        if "trainings" in content:
            return [self._next("verdict"), *self._next_here()]
        offered = self._cures(run, content) if run is not None else []
        active = content["state"] in ("queued", "running")
        if not content["healthy"] and not active:
            offered.append(self._next("repair"))
        if topic not in ("diagnose", "bad", "improve", "repair"):
            offered.append(self._next("diagnose"))
        offered += [self._next(name) for name in _STEPS.get(topic, ())]
        if content["healthy"]:
            offered += (
                [*self._wider_and_longer()] if topic in ("improve", "baseline", "score", "bad", "underfitting") else []
            )
            offered += [self._next("improve")] if topic != "improve" else []
            offered.append(self._next("repeat"))
        if run is not None:
            offered += [self._next(name) for name in tasks.of(run.task).NEXT_FINISHED]
        return offered

    def _cures(self, run: KnownCard, content: dict[str, Any]) -> list[str]:
        """Requests that set what the findings suggest, where the newest card is the one that they are about."""
        newest = self.card
        if newest is None or (newest.id != run.id and newest.values != run.values):
            return []
        found = []
        for each in content["findings"]:
            if each.get("suggests") and each["severity"] != "info" and not each.get("because_of"):
                told = [edits.sentence(path, value, self.language) for path, value in each["suggests"].items()]
                found.append(self._joined_requests(told))
                found += following.tested(each["suggests"], newest.values, self.language)
        return found[:3]

    def _repair_proposed(self, _content: dict[str, Any]) -> Iterator[ChatEvent]:
        yield from self._tell("repair_card", "diagnose", "result", "improve")

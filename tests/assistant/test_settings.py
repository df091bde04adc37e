"""Where the endpoint comes from, what its address tells, what a turn costs, and that no key can be read off."""

from datetime import datetime, timedelta, timezone

import pytest
from pydantic import SecretStr

from assistant.conversation import prompts
from assistant.conversation.messages import Usage
from assistant.endpoint import providers
from assistant.endpoint.providers import PROFILES, cost, guess, is_peak
from assistant.endpoint.requests import thinking_fields
from assistant.endpoint.settings import Endpoint, Settings, checked_url
from assistant.tools.toolbox import TOOLS
from lstm_core.errors import WorkbenchError
from lstm_core.spec.cells import CELLS
from lstm_core.spec.tasks import SOURCES

KEY = "sk-0123456789abcdef"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / ".streamlit").mkdir()
    return tmp_path


def secrets(folder, text):
    (folder / ".streamlit" / "secrets.toml").write_text(text, encoding="utf-8")
    return Settings({}, (folder,))


def test_without_key_and_address_the_guide_answers(folder):
    assert Settings({}, (folder,)).endpoint is None
    assert Settings({"DEEPSEEK_API_KEY": "  "}, (folder,)).endpoint is None


def test_a_key_alone_means_deepseek(folder):
    endpoint = Settings({"DEEPSEEK_API_KEY": f" {KEY}\n"}, (folder,)).endpoint
    assert (endpoint.base_url, endpoint.model_name) == ("https://api.deepseek.com", "deepseek-flash")
    assert endpoint.key.get_secret_value() == KEY


def test_an_address_alone_means_a_server_without_a_key(folder):
    endpoint = Settings(
        {"DEEPSEEK_BASE_URL": "http://127.0.0.1:11434/v1", "DEEPSEEK_MODEL": "qwen3"}, (folder,)
    ).endpoint
    assert (endpoint.provider.name, endpoint.model_name) == ("Ollama", "qwen3")
    assert endpoint.key.get_secret_value()


def test_the_secrets_file_has_the_same_names(folder):
    settings = secrets(folder, f'DEEPSEEK_API_KEY = "{KEY}"\nDEEPSEEK_MODEL = "deepseek-v4-pro"\n[other]\nx = 1\n')
    assert settings.endpoint.model == "deepseek-v4-pro"
    assert settings.source == str(folder / ".streamlit" / "secrets.toml")


def test_the_environment_comes_before_the_secrets_file(folder):
    secrets(folder, 'DEEPSEEK_API_KEY = "sk-of-the-file"')
    settings = Settings({"DEEPSEEK_API_KEY": KEY}, (folder,))
    assert settings.endpoint.key.get_secret_value() == KEY
    assert settings.source == "environment"


def test_a_key_set_to_nothing_means_the_guide_whatever_the_file_says(folder):
    secrets(folder, f'DEEPSEEK_API_KEY = "{KEY}"')
    assert Settings({"DEEPSEEK_API_KEY": ""}, (folder,)).endpoint is None


@pytest.mark.parametrize("text", ["not toml = = =", "DEEPSEEK_API_KEY = 3", ""])
def test_a_secrets_file_that_says_nothing_useful_is_passed_over(folder, text):
    settings = secrets(folder, text)
    assert settings.endpoint is None
    assert (settings.problem is not None) == text.startswith("not")


def test_no_representation_of_an_endpoint_shows_its_key():
    endpoint = Endpoint(key=SecretStr(KEY))
    assert KEY not in f"{endpoint!r} {endpoint} {endpoint.model_dump()} {endpoint.model_dump_json()}"
    assert endpoint == Endpoint(key=SecretStr(KEY))


@pytest.mark.parametrize(
    ("text", "used", "corrected"),
    [
        ("https://api.deepseek.com", "https://api.deepseek.com", False),
        (" https://api.deepseek.com/ ", "https://api.deepseek.com", False),
        ("http://127.0.0.1:8000/v1", "http://127.0.0.1:8000/v1", False),
        ("https://host/v1/chat/completions", "https://host/v1", True),
        ("https://host/v1/chat/completions/", "https://host/v1", True),
        ("http://[::1]:8000/v1", "http://[::1]:8000/v1", False),
    ],
)
def test_an_address_is_used_as_it_was_meant(text, used, corrected):
    url, notice = checked_url(text)
    assert url == used
    assert (notice is not None) == corrected


@pytest.mark.parametrize(
    "text",
    [
        "https://user:hunter2@host/v1",
        "https://hunter2@host/v1",
        "https://user:hun#ter2@host/v1",
        "https://user:hunter2/@host/v1",
        "https://user:h@hunter2@host/v1",
        "https://user:hunter2%40host/v1",
        "user:hunter2@host",
        "http:\\\\user:hunter2@host",
        "https://host/v1?api_key=hunter2",
        "https://host/v1#hunter2",
        "https://user:hunter2\uff20host/v1",
        "https://host/v1;token=hunter2",
        "https://host/v1&key=hunter2",
        "hunter2hunter2hunter2hunter2",
        "sk-hunter2-hunter2",
    ],
)
def test_what_is_secret_in_an_address_is_named_nowhere(text):
    endpoint = Endpoint(base_url=text)
    told = repr(endpoint) + endpoint.model_dump_json() if "/" in text else ""
    try:
        used, notice = checked_url(text)
        told += used + repr(notice)
        assert notice is not None
    except WorkbenchError as error:
        told += repr(error.messages)
    assert "ter2" not in told
    assert endpoint.had_login == ("@" in text or "%40" in text or "\uff20" in text)


def test_an_at_sign_further_on_is_part_of_the_address():
    for url in ("https://host/v1/@cf/meta", "https://host:8080/@cf"):
        assert checked_url(url) == (url, None)
        assert not Endpoint(base_url=url).had_login


@pytest.mark.parametrize(
    "text", ["", "api.deepseek.com", "javascript:alert(1)", "http://", "http://a:b/", "http://a b/"]
)
def test_an_address_that_is_none_is_refused(text):
    with pytest.raises(WorkbenchError):
        checked_url(text)


@pytest.mark.parametrize(
    ("url", "model", "name"),
    [
        ("https://api.deepseek.com", "", "deepseek"),
        ("https://api.deepseek.com/beta", "", "deepseek"),
        ("https://api.siliconflow.cn/v1", "", "siliconflow"),
        ("https://deepseek.com.evil.example/v1", "", "generic"),
        ("http://gpu-server:8000/v1", "", "vllm"),
        ("http://localhost:11434/v1", "deepseek-r1", "ollama"),
        ("http://localhost:8080", "", "llamacpp"),
        ("http://localhost:1234/v1", "", "lmstudio"),
        ("https://gateway.example/v1", "DeepSeek-V4-Flash", "gateway"),
        ("https://gateway.example/v1", "gpt-6", "generic"),
        ("http://a:b", "", "generic"),
    ],
)
def test_the_profile_follows_from_the_address_and_the_model(url, model, name):
    assert guess(url, model) is PROFILES[name]


@pytest.mark.parametrize(
    ("profile", "on", "effort", "fields"),
    [
        ("deepseek", None, None, {}),
        ("deepseek", True, "max", {"thinking": {"type": "enabled"}, "reasoning_effort": "max"}),
        ("deepseek", False, "max", {"thinking": {"type": "disabled"}}),
        ("siliconflow", False, None, {"enable_thinking": False}),
        ("vllm", True, None, {"chat_template_kwargs": {"thinking": True, "enable_thinking": True}}),
        ("ollama", False, None, {"reasoning_effort": "none"}),
        ("ollama", True, "low", {"reasoning_effort": "low"}),
        ("generic", True, None, {}),
    ],
)
def test_thinking_is_switched_in_the_dialect_of_the_server(profile, on, effort, fields):
    assert thinking_fields(PROFILES[profile], on, effort) == fields


BEIJING = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("moment", "peak"),
    [
        (datetime(2026, 11, 23, 9, 0, tzinfo=BEIJING), True),  # a Monday
        (datetime(2026, 11, 23, 8, 59, tzinfo=BEIJING), False),
        (datetime(2026, 11, 23, 12, 0, tzinfo=BEIJING), False),
        (datetime(2026, 11, 23, 17, 59, tzinfo=BEIJING), True),
        (datetime(2026, 11, 22, 10, 0, tzinfo=BEIJING), False),
        (datetime(2026, 11, 23, 1, 30, tzinfo=timezone.utc), True),  # noqa: UP017
    ],
)
def test_the_dear_hours_are_those_of_beijing(moment, peak):
    assert is_peak(moment) is peak


def test_a_turn_costs_what_the_price_list_says_and_twice_that_in_the_dear_hours():
    usage = Usage(prompt_tokens=1_000_000, cached_tokens=400_000, completion_tokens=100_000)
    cheap, dear = datetime(2026, 11, 22, tzinfo=BEIJING), datetime(2026, 11, 23, 10, tzinfo=BEIJING)
    expected = 0.4 * 0.003 + 0.6 * 0.15 + 0.1 * 0.60
    assert cost(PROFILES["deepseek"], "deepseek-flash", usage, cheap) == pytest.approx(expected)
    assert cost(PROFILES["deepseek"], "deepseek-flash", usage, dear) == pytest.approx(2 * expected)
    assert cost(PROFILES["deepseek"], "unknown", usage, cheap) is None
    assert cost(PROFILES["ollama"], "qwen3", usage, cheap) is None


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_prompt_names_every_tool_and_has_the_same_bytes_every_time(language):
    text = prompts.chat(language)
    assert all(f"`{name}`" in text for name in TOOLS)
    assert all(source in text for source in SOURCES)
    assert "$f_t=" in text
    assert all(cell in text for cell in CELLS)
    assert "$sources" not in text
    prompts.load.cache_clear()
    assert prompts.chat(language) == text


def test_every_price_belongs_to_a_model_that_is_offered():
    assert {model for profile in PROFILES.values() for model in profile.prices} <= set(PROFILES["deepseek"].models)
    assert PROFILES["deepseek"].base_url == providers.DEEPSEEK_URL

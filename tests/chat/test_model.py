"""Which model is used: a wrong setting says so at once, with the next step, and never shows the key."""

import subprocess
import sys

import pytest

from bot.adapters.chat_model import ModelSettings, open_model
from bot.errors import UsageError


def settings(**environment: str) -> ModelSettings:
    found = ModelSettings.from_environment(environment=environment)
    assert found is not None
    return found


def test_without_a_model_there_is_none() -> None:
    assert ModelSettings.from_environment(environment={"OPENAI_API_KEY": "sk-x"}) is None
    assert ModelSettings.from_environment(environment={"PINCITE_MODEL": " "}) is None


def test_the_command_line_goes_before_the_environment() -> None:
    found = ModelSettings.from_environment("openai:b", {"PINCITE_MODEL": "openai:a"})
    assert found is not None
    assert found.model == "openai:b"


def test_everything_can_be_set() -> None:
    found = settings(
        PINCITE_MODEL="openai:m",
        OPENAI_API_KEY="sk-secret",
        OPENAI_BASE_URL="http://user:pw@localhost:8080/v1",
        PINCITE_PROMPT_TOKENS="2000",
        PINCITE_REPLY_TOKENS="500",
        PINCITE_MODEL_TIMEOUT="2.5",
    )
    assert (found.prompt_tokens, found.reply_tokens, found.timeout) == (2000, 500, 2.5)
    assert found.server == "http://localhost:8080/v1"
    assert "sk-secret" not in repr(found)


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"PINCITE_PROMPT_TOKENS": "many"}, "PINCITE_PROMPT_TOKENS"),
        ({"PINCITE_REPLY_TOKENS": "0"}, "PINCITE_REPLY_TOKENS"),
        ({"PINCITE_MODEL_TIMEOUT": "nan"}, "PINCITE_MODEL_TIMEOUT"),
        ({"OPENAI_BASE_URL": "localhost:8080/v1"}, "OPENAI_BASE_URL"),
        ({"OPENAI_BASE_URL": "http://"}, "OPENAI_BASE_URL"),
    ],
)
def test_a_wrong_setting_is_told(environment: dict[str, str], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        settings(PINCITE_MODEL="openai:m", **environment)


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ("openai:gpt-5-mini", "OPENAI_API_KEY"),
        ("anthropic:claude", "pip install langchain-anthropic"),
        ("some-name", "provider:name"),
        ("nobody:some-name", "provider:name"),
    ],
)
def test_a_model_that_cannot_be_set_up_says_the_next_step(
    model: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(UsageError, match=words):
        open_model(settings(PINCITE_MODEL=model))


def test_nothing_of_a_provider_is_imported_before_a_model_is_opened() -> None:
    code = (
        "import sys, bot.adapters.chat, bot.prompting;"
        "assert not {'openai', 'langchain_openai', 'langchain'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)

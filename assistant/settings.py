"""What can be set: an argument beats the environment beats newsbrief.toml in the library."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

import tomlkit
from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from tomlkit.exceptions import TOMLKitError

from assistant.errors import SettingsError
from assistant.files import write_whole

FILE = "newsbrief.toml"


class Origin(StrEnum):
    """Who decided the value of a setting."""

    ARGUMENT = "argument"
    ENVIRONMENT = "environment"
    FILE = "file"
    DEFAULT = "default"


class Settings(BaseSettings):
    """The settings of one library; `find` finds their values."""

    model_config = SettingsConfigDict(
        env_prefix="NEWSBRIEF_", frozen=True, extra="forbid", env_ignore_empty=True
    )

    library: Path = Field(
        default_factory=lambda: user_data_path("newsbrief"),
        description="the library folder",
    )
    model: str = Field(
        default="",
        description="a chat model as LangChain's `init_chat_model` names it, such as "
        "`openai:gpt-5-mini` or `ollama:llama3.2`; empty: no model, the extractive writer",
    )
    model_url: str = Field(
        default="", description="base URL of an OpenAI-compatible server; empty: the provider's"
    )
    model_context: int = Field(
        default=0,
        ge=0,
        description="tokens that the chat model reads at once; 0: what its provider tells, else "
        "4096 (Ollama is told 8192)",
    )
    model_price: str = Field(
        default="",
        description="what a million tokens cost that the chat model reads, and a million that it "
        "writes, such as `0.25,2`, in any one currency; empty: no costs are told",
    )
    unsupported: Literal["leave out", "show"] = Field(
        default="leave out",
        description="what becomes of a sentence of a chat model that no article holds: `leave "
        "out`, or `show` it as unsupported",
    )
    embeddings: str = Field(
        default="all-MiniLM-L6-v2",
        description="a sentence-transformers model, by name or folder",
    )
    chroma: str = Field(
        default="",
        description="URL of a Chroma server, or https://api.trychroma.com with Chroma's own "
        "`CHROMA_API_KEY`; empty: embedded in the library folder",
    )

    reader: bool = Field(
        default=True,
        description="whether question and passages are read together to find the answer; `off` "
        "leaves it to words and vectors",
    )
    webhook_secret: SecretStr = Field(
        default=SecretStr(""),
        description="signs what is sent to webhooks; empty: it is not signed",
    )
    smtp_host: str = Field(default="", description="the mail server that sends briefings")
    smtp_port: int = Field(
        default=0,
        ge=0,
        le=65535,
        description="its port; 0: the usual one, 587 (`starttls`), 465 (`ssl`) or 25 (`none`)",
    )
    smtp_security: Literal["starttls", "ssl", "none"] = Field(
        default="starttls", description="how the way to it is encrypted"
    )
    smtp_user: str = Field(default="", description="the user name there; empty: none is asked for")
    smtp_password: SecretStr = Field(
        default=SecretStr(""), description="the password there; it is never shown or logged"
    )
    smtp_from: str = Field(
        default="", description="the address that e-mail comes from; empty: the user name"
    )
    rate_limit: int = Field(
        default=600,
        ge=0,
        description="requests a minute that `serve` takes of one key, login or address; 0: any",
    )
    queue_limit: int = Field(
        default=100,
        ge=0,
        le=10_000,
        description="questions that may wait in `serve` while it writes as many answers as it can; "
        "the next is told to come again",
    )
    request_limit: int = Field(
        default=64,
        ge=1,
        le=2048,
        description="megabytes that one request to `serve` may bring",
    )
    allowed_origins: str = Field(
        default="",
        description="web sites whose pages may call `serve`, such as `https://desk.example`, "
        "separated by commas; empty: none",
    )
    grace: int = Field(
        default=20,
        ge=0,
        le=3600,
        description="seconds that `serve` gives running answers and adds to end when it is stopped",
    )

    @field_validator("model_price")
    @classmethod
    def _two_prices(cls, price: str) -> str:
        if price and _prices(price) is None:
            raise ValueError("write two prices, of a million tokens read and written: 0.25,2")
        return price

    @property
    def prices(self) -> tuple[float, float] | None:
        """The prices of a million tokens that are read, and that are written; None for none."""
        return _prices(self.model_price)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings, env_settings)


def _prices(price: str) -> tuple[float, float] | None:
    parts = price.split(",")
    try:
        read, written = (float(part) for part in parts)
    except ValueError:
        return None
    return (read, written) if 0 <= read < math.inf and 0 <= written < math.inf else None


@dataclass(frozen=True, slots=True)
class Found:
    """Settings, and who decided each of them, by name."""

    settings: Settings
    origins: dict[str, Origin]


def find(library: str | Path | None = None, **arguments: Any) -> Found:
    """The settings for a library, and who decided each of them.

    Arguments that are None are left to the other places. Raises SettingsError where
    newsbrief.toml is not TOML or a value cannot be used.
    """
    given = {name: value for name, value in arguments.items() if value is not None}
    if library is not None:
        given["library"] = library
    try:
        settings = Settings(**given)
        file = settings.library.expanduser() / FILE
        origins = {
            name: Origin.ARGUMENT if name in given else Origin.ENVIRONMENT
            for name in settings.model_fields_set
        }
        written: dict[str, Any] = {}
        if file.is_file():
            written = TomlConfigSettingsSource(Settings, toml_file=file)()
            written.pop("library", None)  # a library cannot say that it is elsewhere
            chosen = settings.model_dump(include=settings.model_fields_set)
            settings = Settings(**{**written, **chosen})
    except ValidationError as error:
        problem = error.errors()[0]
        name = ".".join(str(part) for part in problem["loc"])
        raise SettingsError(f"the setting {name} cannot be used: {problem['msg']}") from error
    except (OSError, RuntimeError) as error:
        raise SettingsError(f"the library folder cannot be used: {error}") from error
    except ValueError as error:
        raise SettingsError(f"{file} is not TOML ({error}): correct or remove it") from error
    silent = {
        name: Origin.FILE if name in written else Origin.DEFAULT for name in Settings.model_fields
    }
    return Found(settings, {**silent, **origins})


def keep(library: Path, **values: str) -> None:
    """Write settings into newsbrief.toml of a library; all else that stands in it stays.

    An empty value is written only where there is one to replace. The file is whole at every
    moment. Raises SettingsError where it cannot be read, is not TOML, or cannot be written.
    """
    file = library.expanduser() / FILE
    try:
        old = file.read_bytes().decode() if file.exists() else ""
        document = tomlkit.parse(old)
        for name, value in values.items():
            if value or name in document:
                document[name] = value
        new = document.as_string()
        if new != old:
            write_whole(file, new.encode())
    except OSError as error:
        raise SettingsError(f"{file} cannot be written ({error.strerror}): allow that") from error
    except (TOMLKitError, ValueError) as error:
        raise SettingsError(f"{file} is not TOML ({error}): correct or remove it") from error

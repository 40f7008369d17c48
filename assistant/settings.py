"""What can be set: an argument beats the environment beats newsbrief.toml in the library."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from assistant.errors import SettingsError

FILE = "newsbrief.toml"


class Settings(BaseSettings):
    """The settings of one library; `load` finds their values."""

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
    embeddings: str = Field(
        default="all-MiniLM-L6-v2",
        description="a sentence-transformers model, by name or folder",
    )
    chroma: str = Field(
        default="",
        description="URL of a Chroma server; empty: embedded in the library folder",
    )

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


def load(library: str | Path | None = None, **arguments: Any) -> Settings:
    """The settings for a library; arguments that are None are left to the other places.

    Raises SettingsError where newsbrief.toml is not TOML or a value cannot be used.
    """
    given = {name: value for name, value in arguments.items() if value is not None}
    if library is not None:
        given["library"] = library
    try:
        settings = Settings(**given)
        file = settings.library.expanduser() / FILE
        if not file.is_file():
            return settings
        written = TomlConfigSettingsSource(Settings, toml_file=file)()
        written.pop("library", None)  # a library cannot say that it is elsewhere
        chosen = settings.model_dump(include=settings.model_fields_set)
        return Settings(**{**written, **chosen})
    except ValidationError as error:
        problem = error.errors()[0]
        name = ".".join(str(part) for part in problem["loc"])
        raise SettingsError(f"the setting {name} cannot be used: {problem['msg']}") from error
    except (OSError, RuntimeError) as error:
        raise SettingsError(f"the library folder cannot be used: {error}") from error
    except ValueError as error:
        raise SettingsError(f"{file} is not TOML ({error}): correct or remove it") from error

"""Reads a stage's settings from its TOML file: every fault at once, each with its key."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

T = TypeVar("T")


class ConfigError(ValueError):
    """A configuration that cannot be used; the message names the file, each key and what is wrong with it."""


def load_config(kind: type[T], path: Path | None, overrides: Mapping[str, Any] | None = None) -> T:
    """The settings in `path` (defaults where it says nothing), with `overrides` from the command line over them.

    Raises:
        ConfigError: no such file, no TOML, an unknown key or a value that does not fit.

    """
    name = str(path) if path else "command line"
    values: dict[str, Any] = {}
    if path:
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise ConfigError(f"{name}: {error.strerror}") from error
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(f"{name}: {error}") from error
    return checked(kind, {**values, **(overrides or {})}, name)


def checked(kind: type[T], values: Mapping[str, Any], name: str) -> T:
    """`values` as `kind`.

    Raises:
        ConfigError: as `load_config`; `name` says where the values come from.

    """
    try:
        return TypeAdapter(kind).validate_python(dict(values))
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, e['loc'])) or '(all)'}: {e['msg']}" for e in error.errors()]
        raise ConfigError(f"{name}: " + "; ".join(faults)) from error

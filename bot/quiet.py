"""Keeps Rasa's and TensorFlow's chatter off the screen, for commands of ours."""

from __future__ import annotations

import logging
import os

import structlog


def silence(level: int = logging.ERROR) -> None:
    """Let only errors through; call before Rasa is asked to do anything."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    logging.getLogger().setLevel(level)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(level))

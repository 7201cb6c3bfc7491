"""Signing in and out, choosing a password, and the links that let somebody do so."""

from learning.identity.operations.links import (
    AlreadyIn,
    ask_for_link,
    forget_what_is_over,
    invite,
    invite_everybody,
    make_token,
)
from learning.identity.operations.passwords import (
    LinkUsed,
    PasswordTooWeak,
    WrongPassword,
    change_password,
    set_password,
    use_link,
)
from learning.identity.operations.sign_ins import (
    TooManyTries,
    WrongCredentials,
    check_password,
    count_try,
    end_sign_in,
    end_sign_ins,
    forget_tries,
    start_sign_in,
)

__all__ = [
    "AlreadyIn",
    "LinkUsed",
    "PasswordTooWeak",
    "TooManyTries",
    "WrongCredentials",
    "WrongPassword",
    "ask_for_link",
    "change_password",
    "check_password",
    "count_try",
    "end_sign_in",
    "end_sign_ins",
    "forget_tries",
    "forget_what_is_over",
    "invite",
    "invite_everybody",
    "make_token",
    "set_password",
    "start_sign_in",
    "use_link",
]

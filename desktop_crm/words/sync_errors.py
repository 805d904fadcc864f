"""One clear sentence for every code of the exchange with a server: what failed, and that nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from desktop_crm.words import _t

REASONS: Mapping[str, Callable[[], str]] = {
    "account_closed": lambda: _t("Error", "This account is closed; what you typed stays here"),
    "account_exists": lambda: _t("Error", "There is an account “{value}” already"),
    "attachment_damaged": lambda: _t(
        "Error", "The file is not what its checksum says; it is fetched once more with the next exchange"
    ),
    "attachment_elsewhere": lambda: _t(
        "Error", "Files hang on customers, contacts, visits and deals, not on other records"
    ),
    "attachment_not_here": lambda: _t("Error", "“{value}” is not on this laptop; fetch it while the server is near"),
    "attachment_not_sent": lambda: _t(
        "Error", "“{value}” has not reached the server yet: it is still on the laptop that attached it"
    ),
    "attachment_too_large": lambda: _t(
        "Error", "“{value}” is too large: {size} MiB, at most {limit}; nothing was attached"
    ),
    "blob_damaged": lambda: _t("Error", "A file was damaged on its way; it is sent once more"),
    "blob_offset": lambda: _t("Error", "Server and laptop disagree about how much of a file was sent; it goes on"),
    "blob_unknown": lambda: _t("Error", "The server does not have this file, or not for you"),
    "client_too_old": lambda: _t(
        "Error", "This version is too old to receive; what you type is still sent. Please update the program"
    ),
    "conflict_duplicate": lambda: _t("Error", "“{value}” may be there twice: keep mine, theirs, or both"),
    "conflict_held": lambda: _t("Error", "{value} is held back: it is accepted or refused"),
    "conflict_not_held": lambda: _t("Error", "{value} is not held back: there is nothing to accept or refuse"),
    "conflict_record_gone": lambda: _t(
        "Error", "{value} is not here any more: the item can only be put away as it is, with what is in force"
    ),
    "conflict_settled": lambda: _t("Error", "Settled already: {value}. Change the record itself"),
    "conflict_unseen": lambda: _t("Error", "{value}: this value is not in your area, nothing was changed"),
    "conflict_whole": lambda: _t("Error", "{value} is one of several values that belong together: keep one side"),
    "device_suspended": lambda: _t(
        "Error", "This laptop is suspended: what you type is kept for your manager, nothing new comes in"
    ),
    "field_type": lambda: _t("Error", "The value is of the wrong type: {value}"),
    "frame_damaged": lambda: _t("Error", "What arrived was damaged on its way; nothing was changed ({reason})"),
    "frame_too_large": lambda: _t("Error", "The message is too large: {size} bytes, at most {limit}"),
    "manager_decides": lambda: _t("Error", "Only a manager decides about what is held back: {value}"),
    "no_tenant": lambda: _t("Error", "This server does not know the company “{value}”"),
    "not_signed_in": lambda: _t("Error", "This store is not signed in to a server: use “desktop-crm sign-in”"),
    "other_tenant": lambda: _t(
        "Error", "This store belongs to another company or another server; nothing was sent and nothing was removed"
    ),
    "reads_only": lambda: _t("Error", "Your role reads this; what it can change are your own tasks, notes and visits"),
    "out_of_scope": lambda: _t("Error", "This is not in your area any more, or never was"),
    "password_changed": lambda: _t("Error", "The password was changed: sign in again, nothing is lost"),
    "pending_gone": lambda: _t("Error", "This change does not wait any more: {value}"),
    "pending_has_more": lambda: _t("Error", "{value} has more that hangs on it ({kind}); take that back first"),
    "pending_out_of_area": lambda: _t(
        "Error", "{value} has left your area: give the change up, or leave it to your manager"
    ),
    "pending_with_manager": lambda: _t(
        "Error", "Your manager has {value} on the table: it cannot be sent once more before that is decided"
    ),
    "push_invalid": lambda: _t("Error", "The server could not read what was sent ({reason}); it stays here"),
    "request_invalid": lambda: _t("Error", "The server could not read the request ({reason}); nothing was changed"),
    "server_answer_strange": lambda: _t(
        "Error", "Something else than the server answered, perhaps a sign-in page of the network; nothing was changed"
    ),
    "server_busy": lambda: _t("Error", "The server is busy; it is tried again by itself"),
    "server_full": lambda: _t("Error", "The server has no room left; what you typed stays here and is sent later"),
    "server_not_installed": lambda: _t("Error", "The server is not installed here: install desktop-crm[server]"),
    "server_unreachable": lambda: _t("Error", "The server cannot be reached; what you typed stays here: {reason}"),
    "sync_chain_broken": lambda: _t(
        "Error", "Server and laptop disagree about what was sent; nothing was changed, please tell your administrator"
    ),
    "sync_forked": lambda: _t(
        "Error",
        "This store was copied or restored from a backup: sign in again, then it goes on as a laptop of its own",
    ),
    "sync_no_end": lambda: _t("Error", "The server never came to an end; it is tried again later"),
    "sync_removes_much": lambda: _t(
        "Error",
        "The server wants to take unusually many records from this laptop; nothing goes until you agree ({count})",
    ),
    "sync_deletes_much": lambda: _t(
        "Error",
        "Unusually many deletions wait to be sent; nothing is sent until you agree to them ({count})",
    ),
    "throttled": lambda: _t("Error", "Too many attempts: try again in {minutes} minutes"),
    "token_expired": lambda: _t("Error", "The sign-in has expired: sign in again, nothing is lost"),
    "token_unknown": lambda: _t("Error", "The server does not know this laptop: sign in again, nothing is lost"),
    "unknown_device": lambda: _t("Error", "The server does not know this laptop: sign in again, nothing is lost"),
    "wipe_ordered": lambda: _t("Error", "Your administrator has ordered the data on this laptop to be destroyed"),
    "wrong_password": lambda: _t("Error", "User or password is wrong"),
    "certificates_unreadable": lambda: _t("Error", "This is not a file of certificates"),
    "lease_over": lambda: _t(
        "Error",
        "The time in which this store opens without its server ended on {until}: connect, then “desktop-crm sync” "
        "or “desktop-crm sign-in” opens it again; nothing is lost",
    ),
    "other_user": lambda: _t(
        "Error", "This store is that of {value}: whoever else works on this computer has a store of their own (--store)"
    ),
    "server_url_insecure": lambda: _t(
        "Error", "“{value}” is not encrypted: the address of a server begins with https://"
    ),
    "server_url_invalid": lambda: _t(
        "Error", "“{value}” is no address of a server: write it as https://crm.example.com"
    ),
    "sync_running": lambda: _t(
        "Error", "Another program is exchanging with the server just now; try again in a moment"
    ),
}
"""Code -> sentence; words/errors.py puts them beside the others."""

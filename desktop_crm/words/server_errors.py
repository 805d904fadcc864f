"""One clear sentence for every code of the server's own commands: what failed, and what is safe."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from desktop_crm.words import _t

REASONS: Mapping[str, Callable[[], str]] = {
    "certificate_incomplete": lambda: _t("Error", "TLS needs both, --cert and --key"),
    "certificate_unreadable": lambda: _t(
        "Error", "The certificate and its key cannot be read, or do not belong together"
    ),
    "database_address": lambda: _t("Error", "This is no address of a PostgreSQL database: postgresql://host/name"),
    "device_known": lambda: _t("Error", "The server has another laptop of this id"),
    "device_wiped": lambda: _t("Error", "“{value}” is to be wiped; that is not taken back"),
    "backup_unsound": lambda: _t("Error", "The copy is not what the store is ({reason}); it was thrown away"),
    "handover_to_self": lambda: _t("Error", "Both are the same person"),
    "last_admin": lambda: _t("Error", "This is the only administrator; make another one first"),
    "no_database": lambda: _t("Error", "Say with --db or {name} which store is meant"),
    "no_sealed_key": lambda: _t("Error", "The server has no sealed key of this laptop"),
    "no_server_store": lambda: _t("Error", "There is no store of a server at this place; “init” makes one"),
    "nothing_to_change": lambda: _t("Error", "Say what is to be another: --role, --manager"),
    "one_process_only": lambda: _t(
        "Error", "One process serves an SQLite file; several (--workers) need PostgreSQL, and at least one is needed"
    ),
    "password_short": lambda: _t("Error", "A password needs at least {least} characters"),
    "port_invalid": lambda: _t("Error", "{value} is no port: 0 to 65535"),
    "port_taken": lambda: _t("Error", "The server cannot answer at this address: {reason}"),
    "recovery_code_of_another": lambda: _t("Error", "This is not the recovery code that the key was sealed for"),
    "store_unreachable": lambda: _t("Error", "The server's store cannot be reached or read: {reason}"),
    "tenant_exists": lambda: _t("Error", "There is a company “{value}” already"),
    "tenant_needed": lambda: _t("Error", "The store holds several companies: say with --tenant which one is meant"),
    "territory_exists": lambda: _t("Error", "There is a territory “{value}” at this place already"),
    "tls_needed": lambda: _t(
        "Error",
        "{value} can be reached by other computers: give --cert and --key, "
        "or say --insecure-on-this-network if whoever listens in may read everything",
    ),
}
"""Code -> sentence; words/errors.py puts them beside the others."""

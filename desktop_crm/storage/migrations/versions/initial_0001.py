"""The first schema: everything the store of version 0.1 holds, written out.

A migration never changes and never imports what may change: the statements stand here as they were.
"""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

STATEMENTS = (
    """
CREATE TABLE territory (
    rk INTEGER NOT NULL,
    id TEXT NOT NULL,
    external_id TEXT NOT NULL,
    source TEXT NOT NULL,
    custom TEXT NOT NULL,
    created_at TEXT,
    created_by TEXT NOT NULL,
    updated_at TEXT,
    updated_by TEXT NOT NULL,
    deleted_at TEXT,
    name TEXT NOT NULL,
    parent_id TEXT,
    row_v INTEGER DEFAULT 0 NOT NULL,
    scope TEXT DEFAULT '' NOT NULL,
    extra TEXT DEFAULT '{}' NOT NULL,
    PRIMARY KEY (rk),
    UNIQUE (id),
    FOREIGN KEY(parent_id) REFERENCES territory (id) ON DELETE NO ACTION
)
 STRICT
""",
    """
CREATE TABLE product (
    rk INTEGER NOT NULL,
    id TEXT NOT NULL,
    external_id TEXT NOT NULL,
    source TEXT NOT NULL,
    custom TEXT NOT NULL,
    created_at TEXT,
    created_by TEXT NOT NULL,
    updated_at TEXT,
    updated_by TEXT NOT NULL,
    deleted_at TEXT,
    name TEXT NOT NULL,
    series TEXT NOT NULL,
    list_price INTEGER,
    currency TEXT NOT NULL,
    row_v INTEGER DEFAULT 0 NOT NULL,
    scope TEXT DEFAULT '' NOT NULL,
    extra TEXT DEFAULT '{}' NOT NULL,
    PRIMARY KEY (rk),
    UNIQUE (id)
)
 STRICT
""",
    """
CREATE TABLE tier_scheme (
    rk INTEGER NOT NULL,
    id TEXT NOT NULL,
    external_id TEXT NOT NULL,
    source TEXT NOT NULL,
    custom TEXT NOT NULL,
    created_at TEXT,
    created_by TEXT NOT NULL,
    updated_at TEXT,
    updated_by TEXT NOT NULL,
    deleted_at TEXT,
    name TEXT NOT NULL,
    version INTEGER,
    valid_from TEXT,
    definition TEXT NOT NULL,
    row_v INTEGER DEFAULT 0 NOT NULL,
    scope TEXT DEFAULT '' NOT NULL,
    extra TEXT DEFAULT '{}' NOT NULL,
    PRIMARY KEY (rk),
    UNIQUE (id)
)
 STRICT
""",
    """
CREATE TABLE alias (
    rk INTEGER NOT NULL,
    id TEXT NOT NULL,
    external_id TEXT NOT NULL,
    source TEXT NOT NULL,
    custom TEXT NOT NULL,
    created_at TEXT,
    created_by TEXT NOT NULL,
    updated_at TEXT,
    updated_by TEXT NOT NULL,
    deleted_at TEXT,
    record_kind TEXT NOT NULL,
    from_id TEXT NOT NULL,
    to_id TEXT NOT NULL,
    row_v INTEGER DEFAULT 0 NOT NULL,
    scope TEXT DEFAULT '' NOT NULL,
    extra TEXT DEFAULT '{}' NOT NULL,
    PRIMARY KEY (rk),
    UNIQUE (id)
)
 STRICT
""",
    """
CREATE TABLE "conflict" (
    rk INTEGER NOT NULL,
    id TEXT NOT NULL,
    external_id TEXT NOT NULL,
    source TEXT NOT NULL,
    custom TEXT NOT NULL,
    created_at TEXT,
    created_by TEXT NOT NULL,
    updated_at TEXT,
    updated_by TEXT NOT NULL,
    deleted_at TEXT,
    record_kind TEXT NOT NULL,
    record_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    field TEXT NOT NULL,
    base TEXT NOT NULL,
    mine TEXT NOT NULL,
    mine_by TEXT NOT NULL,
    mine_at TEXT,
    theirs TEXT NOT NULL,
    theirs_by TEXT NOT NULL,
    theirs_at TEXT,
    operation TEXT NOT NULL,
    with_it TEXT NOT NULL,
    detail TEXT NOT NULL,
    audience TEXT NOT NULL,
    settled_at TEXT,
    settled_with TEXT NOT NULL,
    row_v INTEGER DEFAULT 0 NOT NULL,
    scope TEXT DEFAULT '' NOT NULL,
    extra TEXT DEFAULT '{}' NOT NULL,
    PRIMARY KEY (rk),
    UNIQUE (id)
)
 STRICT
""",
    'CREATE INDEX ix_conflict_record_id ON "conflict" (record_id)',
    """
CREATE TABLE customer_state (
    rk INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    tier TEXT NOT NULL,
    is_manual INTEGER NOT NULL,
    computed_tier TEXT NOT NULL,
    composite INTEGER,
    scheme_version INTEGER,
    assigned_on INTEGER,
    assigned_nth INTEGER,
    own_cadence INTEGER,
    cadence_days INTEGER NOT NULL,
    next_due INTEGER,
    due_base INTEGER NOT NULL,
    last_counted INTEGER,
    last_contact INTEGER,
    last_in_person INTEGER,
    last_video INTEGER,
    last_phone INTEGER,
    last_attempt INTEGER,
    open_deals INTEGER NOT NULL,
    sort_key TEXT NOT NULL,
    PRIMARY KEY (rk)
)
 STRICT
""",
    """
CREATE TABLE contact_state (
    rk INTEGER NOT NULL,
    customer_key TEXT NOT NULL,
    rank INTEGER NOT NULL,
    sort_key TEXT NOT NULL,
    PRIMARY KEY (rk)
)
 STRICT
""",
    "CREATE INDEX ix_contact_state_customer ON contact_state (customer_key, rank, sort_key)",
    """
CREATE TABLE tier_input (
    rk INTEGER NOT NULL,
    stem TEXT NOT NULL,
    amount_minor INTEGER,
    amount_source TEXT NOT NULL,
    margin_hundredths INTEGER,
    years INTEGER,
    influence INTEGER,
    potential INTEGER,
    s1 INTEGER,
    s2 INTEGER,
    s3 INTEGER,
    s4 INTEGER,
    s5 INTEGER,
    inputs TEXT NOT NULL,
    scores TEXT NOT NULL,
    PRIMARY KEY (rk)
)
 STRICT
""",
    """
CREATE TABLE tier_stale (
    rk INTEGER NOT NULL,
    PRIMARY KEY (rk)
)
 STRICT
""",
    """
CREATE TABLE undo_step (
    step INTEGER NOT NULL,
    at TEXT NOT NULL,
    code TEXT NOT NULL,
    details TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (step)
)
 STRICT
""",
    """
CREATE TABLE undo_row (
    step INTEGER NOT NULL,
    n INTEGER NOT NULL,
    tbl TEXT NOT NULL,
    pk TEXT NOT NULL,
    op TEXT NOT NULL,
    old TEXT,
    new TEXT
)
 STRICT
""",
    "CREATE INDEX ix_undo_row ON undo_row (step, n)",
    """
CREATE TABLE print_log (
    n INTEGER NOT NULL,
    at TEXT NOT NULL,
    "on" TEXT NOT NULL,
    user_id TEXT NOT NULL,
    what TEXT NOT NULL,
    target TEXT NOT NULL,
    rows INTEGER NOT NULL,
    PRIMARY KEY (n)
)
 STRICT
""",
    """
CREATE TABLE print_code (
    code TEXT NOT NULL,
    n INTEGER NOT NULL,
    "row" INTEGER NOT NULL,
    customer_id TEXT NOT NULL
)
 STRICT
""",
    "CREATE INDEX ix_print_code ON print_code (code)",
    """
CREATE TABLE store_state (
    k TEXT NOT NULL,
    v TEXT NOT NULL,
    PRIMARY KEY (k)
)
 STRICT
""",
    """
CREATE TABLE sync_now (
    one INTEGER NOT NULL,
    last INTEGER NOT NULL,
    tx INTEGER NOT NULL,
    at INTEGER NOT NULL,
    muted INTEGER NOT NULL,
    PRIMARY KEY (one)
)
 STRICT
""",
    """
CREATE TABLE sync_base (
    tbl TEXT NOT NULL,
    pk TEXT NOT NULL,
    "row" TEXT,
    PRIMARY KEY (tbl, pk)
)
 WITHOUT ROWID,
 STRICT
""",
    """
CREATE TABLE sync_touch (
    tbl TEXT NOT NULL,
    pk TEXT NOT NULL,
    tx INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (tbl, pk, tx)
)
 WITHOUT ROWID,
 STRICT
""",
    """
CREATE TABLE sync_outbox (
    n INTEGER NOT NULL,
    verb TEXT NOT NULL,
    tbl TEXT NOT NULL,
    pk TEXT NOT NULL,
    new TEXT NOT NULL,
    old TEXT NOT NULL,
    base_v INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    at INTEGER NOT NULL,
    tied INTEGER NOT NULL,
    hash TEXT NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    schema TEXT NOT NULL,
    state TEXT NOT NULL,
    outcome TEXT DEFAULT '' NOT NULL,
    version INTEGER DEFAULT 0 NOT NULL,
    detail TEXT DEFAULT '' NOT NULL,
    handed INTEGER DEFAULT 0 NOT NULL,
    PRIMARY KEY (n)
)
 STRICT
""",
    "CREATE INDEX ix_sync_outbox_row ON sync_outbox (tbl, pk) WHERE state <> 'done'",
    """
CREATE TABLE sync_server (
    tbl TEXT NOT NULL,
    pk TEXT NOT NULL,
    "row" TEXT,
    PRIMARY KEY (tbl, pk)
)
 WITHOUT ROWID,
 STRICT
""",
    """
CREATE TABLE sync_bucket (
    bucket TEXT NOT NULL,
    grant_ INTEGER NOT NULL,
    cursor INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    total TEXT NOT NULL,
    PRIMARY KEY (bucket)
)
 WITHOUT ROWID,
 STRICT
""",
    """
CREATE TABLE sync_in (
    bucket TEXT NOT NULL,
    tbl TEXT NOT NULL,
    pk TEXT NOT NULL,
    PRIMARY KEY (bucket, tbl, pk)
)
 WITHOUT ROWID,
 STRICT
""",
    """
CREATE TABLE sync_stage (
    n INTEGER NOT NULL,
    page TEXT NOT NULL,
    PRIMARY KEY (n)
)
 STRICT
""",
    """
CREATE TABLE sync_parked (
    tbl TEXT NOT NULL,
    pk TEXT NOT NULL,
    "row" TEXT NOT NULL,
    PRIMARY KEY (tbl, pk)
)
 WITHOUT ROWID,
 STRICT
""",
    """
CREATE TABLE sync_rescue (
    tbl TEXT NOT NULL,
    pk TEXT NOT NULL,
    PRIMARY KEY (tbl, pk)
)
 WITHOUT ROWID,
 STRICT
""",
    """
CREATE TABLE sync_run (
    n INTEGER NOT NULL,
    began INTEGER NOT NULL,
    ended INTEGER NOT NULL,
    sent INTEGER NOT NULL,
    received INTEGER NOT NULL,
    merged INTEGER NOT NULL,
    conflicts INTEGER NOT NULL,
    held INTEGER NOT NULL,
    calls INTEGER NOT NULL,
    failure TEXT NOT NULL,
    PRIMARY KEY (n)
)
 STRICT
""",
    """
CREATE TABLE blob (
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    is_own INTEGER NOT NULL,
    is_whole INTEGER NOT NULL,
    is_wanted INTEGER DEFAULT 0 NOT NULL,
    is_kept INTEGER DEFAULT 0 NOT NULL,
    asked_at INTEGER DEFAULT 0 NOT NULL,
    PRIMARY KEY (sha256)
)
 WITHOUT ROWID,
 STRICT
""",
    """
CREATE TABLE blob_part (
    sha256 TEXT NOT NULL,
    n INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (sha256, n)
)
 STRICT
""",
    """
CREATE TABLE user (
    rk INTEGER NOT NULL,
    id TEXT NOT NULL,
    external_id TEXT NOT NULL,
    source TEXT NOT NULL,
    custom TEXT NOT NULL,
    created_at TEXT,
    created_by TEXT NOT NULL,
    updated_at TEXT,
    updated_by TEXT NOT NULL,
    deleted_at TEXT,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    manager_id TEXT,
    territory_id TEXT,
    row_v INTEGER DEFAULT 0 NOT NULL,
    scope TEXT DEFAULT '' NOT NULL,
    extra TEXT DEFAULT '{}' NOT NULL,
    PRIMARY KEY (rk),
    UNIQUE (id),
    FOREIGN KEY(manager_id) REFERENCES user (id) ON DELETE NO ACTION,
    FOREIGN KEY(territory_id) REFERENCES territory (id) ON DELETE NO ACTION
)
 STRICT
""",
    """
CREATE TABLE customer (
    rk INTEGER NOT NULL,
    id TEXT NOT NULL,
    external_id TEXT NOT NULL,
    source TEXT NOT NULL,
    custom TEXT NOT NULL,
    created_at TEXT,
    created_by TEXT NOT NULL,
    updated_at TEXT,
    updated_by TEXT NOT NULL,
    deleted_at TEXT,
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    parent_id TEXT,
    territory_id TEXT,
    owner_id TEXT,
    industry TEXT NOT NULL,
    business_type TEXT NOT NULL,
    company_size INTEGER,
    founded_year INTEGER,
    annual_revenue INTEGER,
    revenue_currency TEXT NOT NULL,
    tax_no TEXT NOT NULL,
    phone TEXT NOT NULL,
    email TEXT NOT NULL,
    website TEXT NOT NULL,
    region TEXT NOT NULL,
    city TEXT NOT NULL,
    district TEXT NOT NULL,
    address TEXT NOT NULL,
    postal_code TEXT NOT NULL,
    latitude REAL,
    longitude REAL,
    is_key_account INTEGER NOT NULL,
    lifecycle TEXT NOT NULL,
    follow_up_status TEXT NOT NULL,
    relation_kind TEXT NOT NULL,
    plant_sites TEXT NOT NULL,
    office_sites TEXT NOT NULL,
    tech_maturity TEXT NOT NULL,
    future_goals TEXT NOT NULL,
    note TEXT NOT NULL,
    last_verified_on TEXT,
    cadence_days INTEGER,
    annual_purchase_amount INTEGER,
    currency TEXT NOT NULL,
    annual_purchase_amount_source TEXT NOT NULL,
    annual_purchase_amount_on TEXT,
    profit_contribution INTEGER,
    profit_contribution_source TEXT NOT NULL,
    profit_contribution_on TEXT,
    cooperation_since TEXT,
    cooperation_since_source TEXT NOT NULL,
    cooperation_since_on TEXT,
    market_influence INTEGER,
    market_influence_source TEXT NOT NULL,
    market_influence_on TEXT,
    potential_value INTEGER,
    potential_value_source TEXT NOT NULL,
    potential_value_on TEXT,
    row_v INTEGER DEFAULT 0 NOT NULL,
    scope TEXT DEFAULT '' NOT NULL,
    extra TEXT DEFAULT '{}' NOT NULL,
    PRIMARY KEY (rk),
    UNIQUE (id),
    FOREIGN KEY(parent_id) REFERENCES customer (id) ON DELETE NO ACTION,
    FOREIGN KEY(territory_id) REFERENCES territory (id) ON DELETE NO ACTION,
    FOREIGN KEY(owner_id) REFERENCES user (id) ON DELETE NO ACTION
)
 STRICT
""",
    """
CREATE TABLE contact (
    rk INTEGER NOT NULL,
    id TEXT NOT NULL,
    external_id TEXT NOT NULL,
    source TEXT NOT NULL,
    custom TEXT NOT NULL,
    created_at TEXT,
    created_by TEXT NOT NULL,
    updated_at TEXT,
    updated_by TEXT NOT NULL,
    deleted_at TEXT,
    name TEXT NOT NULL,
    customer_id TEXT,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    department TEXT NOT NULL,
    level TEXT NOT NULL,
    role TEXT NOT NULL,
    stance TEXT NOT NULL,
    trust INTEGER,
    reports_to_id TEXT,
    phone TEXT NOT NULL,
    mobile TEXT NOT NULL,
    email TEXT NOT NULL,
    chat TEXT NOT NULL,
    best_time TEXT NOT NULL,
    preferences TEXT NOT NULL,
    concerns TEXT NOT NULL,
    consent INTEGER NOT NULL,
    do_not_contact INTEGER NOT NULL,
    note TEXT NOT NULL,
    row_v INTEGER DEFAULT 0 NOT NULL,
    scope TEXT DEFAULT '' NOT NULL,
    extra TEXT DEFAULT '{}' NOT NULL,
    PRIMARY KEY (rk),
    UNIQUE (id),
    FOREIGN KEY(customer_id) REFERENCES customer (id) ON DELETE NO ACTION,
    FOREIGN KEY(reports_to_id) REFERENCES contact (id) ON DELETE NO ACTION
)
 STRICT
""",
    "CREATE INDEX ix_contact_customer_id ON contact (customer_id)",
    """
CREATE TABLE opportunity (
    rk INTEGER NOT NULL,
    id TEXT NOT NULL,
    external_id TEXT NOT NULL,
    source TEXT NOT NULL,
    custom TEXT NOT NULL,
    created_at TEXT,
    created_by TEXT NOT NULL,
    updated_at TEXT,
    updated_by TEXT NOT NULL,
    deleted_at TEXT,
    name TEXT NOT NULL,
    customer_id TEXT,
    product_id TEXT,
    owner_id TEXT,
    territory_id TEXT,
    type TEXT NOT NULL,
    pipeline TEXT NOT NULL,
    stage TEXT NOT NULL,
    result TEXT NOT NULL,
    closed_on TEXT,
    reason TEXT NOT NULL,
    amount INTEGER,
    currency TEXT NOT NULL,
    opened_on TEXT,
    expected_close_date TEXT,
    next_action TEXT NOT NULL,
    note TEXT NOT NULL,
    row_v INTEGER DEFAULT 0 NOT NULL,
    scope TEXT DEFAULT '' NOT NULL,
    extra TEXT DEFAULT '{}' NOT NULL,
    PRIMARY KEY (rk),
    UNIQUE (id),
    FOREIGN KEY(customer_id) REFERENCES customer (id) ON DELETE NO ACTION,
    FOREIGN KEY(product_id) REFERENCES product (id) ON DELETE NO ACTION,
    FOREIGN KEY(owner_id) REFERENCES user (id) ON DELETE NO ACTION,
    FOREIGN KEY(territory_id) REFERENCES territory (id) ON DELETE NO ACTION
)
 STRICT
""",
    "CREATE INDEX ix_opportunity_customer_id ON opportunity (customer_id)",
    """
CREATE TABLE purchase (
    rk INTEGER NOT NULL,
    id TEXT NOT NULL,
    external_id TEXT NOT NULL,
    source TEXT NOT NULL,
    custom TEXT NOT NULL,
    created_at TEXT,
    created_by TEXT NOT NULL,
    updated_at TEXT,
    updated_by TEXT NOT NULL,
    deleted_at TEXT,
    customer_id TEXT,
    product_id TEXT,
    "on" TEXT,
    qty INTEGER,
    amount INTEGER,
    currency TEXT NOT NULL,
    margin_rate INTEGER,
    as_of TEXT,
    row_v INTEGER DEFAULT 0 NOT NULL,
    scope TEXT DEFAULT '' NOT NULL,
    extra TEXT DEFAULT '{}' NOT NULL,
    PRIMARY KEY (rk),
    UNIQUE (id),
    FOREIGN KEY(customer_id) REFERENCES customer (id) ON DELETE NO ACTION,
    FOREIGN KEY(product_id) REFERENCES product (id) ON DELETE NO ACTION
)
 STRICT
""",
    "CREATE INDEX ix_purchase_customer_id ON purchase (customer_id)",
    """
CREATE TABLE memo (
    rk INTEGER NOT NULL,
    id TEXT NOT NULL,
    external_id TEXT NOT NULL,
    source TEXT NOT NULL,
    custom TEXT NOT NULL,
    created_at TEXT,
    created_by TEXT NOT NULL,
    updated_at TEXT,
    updated_by TEXT NOT NULL,
    deleted_at TEXT,
    text TEXT NOT NULL,
    written_on TEXT,
    remind_at TEXT,
    private INTEGER NOT NULL,
    customer_id TEXT,
    owner_id TEXT,
    row_v INTEGER DEFAULT 0 NOT NULL,
    scope TEXT DEFAULT '' NOT NULL,
    extra TEXT DEFAULT '{}' NOT NULL,
    PRIMARY KEY (rk),
    UNIQUE (id),
    FOREIGN KEY(customer_id) REFERENCES customer (id) ON DELETE NO ACTION,
    FOREIGN KEY(owner_id) REFERENCES user (id) ON DELETE NO ACTION
)
 STRICT
""",
    "CREATE INDEX ix_memo_customer_id ON memo (customer_id)",
    """
CREATE TABLE tier_assignment (
    rk INTEGER NOT NULL,
    id TEXT NOT NULL,
    external_id TEXT NOT NULL,
    source TEXT NOT NULL,
    custom TEXT NOT NULL,
    created_at TEXT,
    created_by TEXT NOT NULL,
    updated_at TEXT,
    updated_by TEXT NOT NULL,
    deleted_at TEXT,
    customer_id TEXT,
    scheme_version INTEGER,
    effective_on TEXT,
    tier TEXT NOT NULL,
    previous_tier TEXT NOT NULL,
    composite INTEGER,
    inputs TEXT NOT NULL,
    scores TEXT NOT NULL,
    is_manual INTEGER NOT NULL,
    reason TEXT NOT NULL,
    until TEXT,
    next_review_on TEXT,
    row_v INTEGER DEFAULT 0 NOT NULL,
    scope TEXT DEFAULT '' NOT NULL,
    extra TEXT DEFAULT '{}' NOT NULL,
    PRIMARY KEY (rk),
    UNIQUE (id),
    FOREIGN KEY(customer_id) REFERENCES customer (id) ON DELETE NO ACTION
)
 STRICT
""",
    "CREATE INDEX ix_tier_assignment_customer_id ON tier_assignment (customer_id)",
    """
CREATE TABLE service_plan_item (
    rk INTEGER NOT NULL,
    id TEXT NOT NULL,
    external_id TEXT NOT NULL,
    source TEXT NOT NULL,
    custom TEXT NOT NULL,
    created_at TEXT,
    created_by TEXT NOT NULL,
    updated_at TEXT,
    updated_by TEXT NOT NULL,
    deleted_at TEXT,
    customer_id TEXT,
    tier TEXT NOT NULL,
    action TEXT NOT NULL,
    every_days INTEGER,
    state TEXT NOT NULL,
    last_done_on TEXT,
    next_due_on TEXT,
    note TEXT NOT NULL,
    row_v INTEGER DEFAULT 0 NOT NULL,
    scope TEXT DEFAULT '' NOT NULL,
    extra TEXT DEFAULT '{}' NOT NULL,
    PRIMARY KEY (rk),
    UNIQUE (id),
    FOREIGN KEY(customer_id) REFERENCES customer (id) ON DELETE NO ACTION
)
 STRICT
""",
    "CREATE INDEX ix_service_plan_item_customer_id ON service_plan_item (customer_id)",
    """
CREATE TABLE stage_change (
    rk INTEGER NOT NULL,
    id TEXT NOT NULL,
    external_id TEXT NOT NULL,
    source TEXT NOT NULL,
    custom TEXT NOT NULL,
    created_at TEXT,
    created_by TEXT NOT NULL,
    updated_at TEXT,
    updated_by TEXT NOT NULL,
    deleted_at TEXT,
    opportunity_id TEXT,
    from_stage TEXT NOT NULL,
    to_stage TEXT NOT NULL,
    result TEXT NOT NULL,
    "on" TEXT,
    row_v INTEGER DEFAULT 0 NOT NULL,
    scope TEXT DEFAULT '' NOT NULL,
    extra TEXT DEFAULT '{}' NOT NULL,
    PRIMARY KEY (rk),
    UNIQUE (id),
    FOREIGN KEY(opportunity_id) REFERENCES opportunity (id) ON DELETE NO ACTION
)
 STRICT
""",
    "CREATE INDEX ix_stage_change_opportunity_id ON stage_change (opportunity_id)",
    """
CREATE TABLE visit (
    rk INTEGER NOT NULL,
    id TEXT NOT NULL,
    external_id TEXT NOT NULL,
    source TEXT NOT NULL,
    custom TEXT NOT NULL,
    created_at TEXT,
    created_by TEXT NOT NULL,
    updated_at TEXT,
    updated_by TEXT NOT NULL,
    deleted_at TEXT,
    customer_id TEXT,
    opportunity_id TEXT,
    stage TEXT NOT NULL,
    owner_id TEXT,
    channel TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    purpose TEXT NOT NULL,
    planned_start TEXT,
    planned_end TEXT,
    planned_on TEXT,
    started_at TEXT,
    ended_at TEXT,
    zone TEXT NOT NULL,
    held_on TEXT,
    outcome INTEGER,
    outcome_reason TEXT NOT NULL,
    note TEXT NOT NULL,
    next_action TEXT NOT NULL,
    next_action_on TEXT,
    next_visit_on TEXT,
    row_v INTEGER DEFAULT 0 NOT NULL,
    scope TEXT DEFAULT '' NOT NULL,
    extra TEXT DEFAULT '{}' NOT NULL,
    PRIMARY KEY (rk),
    UNIQUE (id),
    FOREIGN KEY(customer_id) REFERENCES customer (id) ON DELETE NO ACTION,
    FOREIGN KEY(opportunity_id) REFERENCES opportunity (id) ON DELETE NO ACTION,
    FOREIGN KEY(owner_id) REFERENCES user (id) ON DELETE NO ACTION
)
 STRICT
""",
    "CREATE INDEX ix_visit_customer_id ON visit (customer_id)",
    "CREATE INDEX ix_visit_planned ON visit (planned_on) WHERE state = 'planned' AND deleted_at IS NULL",
    """
CREATE TABLE visit_attendee (
    rk INTEGER NOT NULL,
    id TEXT NOT NULL,
    external_id TEXT NOT NULL,
    source TEXT NOT NULL,
    custom TEXT NOT NULL,
    created_at TEXT,
    created_by TEXT NOT NULL,
    updated_at TEXT,
    updated_by TEXT NOT NULL,
    deleted_at TEXT,
    visit_id TEXT,
    contact_id TEXT,
    user_id TEXT,
    row_v INTEGER DEFAULT 0 NOT NULL,
    scope TEXT DEFAULT '' NOT NULL,
    extra TEXT DEFAULT '{}' NOT NULL,
    PRIMARY KEY (rk),
    UNIQUE (id),
    FOREIGN KEY(visit_id) REFERENCES visit (id) ON DELETE NO ACTION,
    FOREIGN KEY(contact_id) REFERENCES contact (id) ON DELETE NO ACTION,
    FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE NO ACTION
)
 STRICT
""",
    "CREATE INDEX ix_visit_attendee_contact_id ON visit_attendee (contact_id)",
    "CREATE INDEX ix_visit_attendee_visit_id ON visit_attendee (visit_id)",
    """
CREATE TABLE task (
    rk INTEGER NOT NULL,
    id TEXT NOT NULL,
    external_id TEXT NOT NULL,
    source TEXT NOT NULL,
    custom TEXT NOT NULL,
    created_at TEXT,
    created_by TEXT NOT NULL,
    updated_at TEXT,
    updated_by TEXT NOT NULL,
    deleted_at TEXT,
    title TEXT NOT NULL,
    due_on TEXT,
    remind_at TEXT,
    state TEXT NOT NULL,
    done_at TEXT,
    origin TEXT NOT NULL,
    customer_id TEXT,
    contact_id TEXT,
    opportunity_id TEXT,
    visit_id TEXT,
    assignee_id TEXT,
    note TEXT NOT NULL,
    row_v INTEGER DEFAULT 0 NOT NULL,
    scope TEXT DEFAULT '' NOT NULL,
    extra TEXT DEFAULT '{}' NOT NULL,
    PRIMARY KEY (rk),
    UNIQUE (id),
    FOREIGN KEY(customer_id) REFERENCES customer (id) ON DELETE NO ACTION,
    FOREIGN KEY(contact_id) REFERENCES contact (id) ON DELETE NO ACTION,
    FOREIGN KEY(opportunity_id) REFERENCES opportunity (id) ON DELETE NO ACTION,
    FOREIGN KEY(visit_id) REFERENCES visit (id) ON DELETE NO ACTION,
    FOREIGN KEY(assignee_id) REFERENCES user (id) ON DELETE NO ACTION
)
 STRICT
""",
    "CREATE INDEX ix_task_customer_id ON task (customer_id)",
    "CREATE INDEX ix_task_due_on ON task (due_on)",
    """
CREATE TABLE attachment (
    rk INTEGER NOT NULL,
    id TEXT NOT NULL,
    external_id TEXT NOT NULL,
    source TEXT NOT NULL,
    custom TEXT NOT NULL,
    created_at TEXT,
    created_by TEXT NOT NULL,
    updated_at TEXT,
    updated_by TEXT NOT NULL,
    deleted_at TEXT,
    customer_id TEXT,
    contact_id TEXT,
    opportunity_id TEXT,
    visit_id TEXT,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER,
    sha256 TEXT NOT NULL,
    state TEXT NOT NULL,
    row_v INTEGER DEFAULT 0 NOT NULL,
    scope TEXT DEFAULT '' NOT NULL,
    extra TEXT DEFAULT '{}' NOT NULL,
    PRIMARY KEY (rk),
    UNIQUE (id),
    FOREIGN KEY(customer_id) REFERENCES customer (id) ON DELETE NO ACTION,
    FOREIGN KEY(contact_id) REFERENCES contact (id) ON DELETE NO ACTION,
    FOREIGN KEY(opportunity_id) REFERENCES opportunity (id) ON DELETE NO ACTION,
    FOREIGN KEY(visit_id) REFERENCES visit (id) ON DELETE NO ACTION
)
 STRICT
""",
    "CREATE INDEX ix_attachment_visit_id ON attachment (visit_id)",
    "CREATE INDEX ix_attachment_opportunity_id ON attachment (opportunity_id)",
    "CREATE INDEX ix_attachment_contact_id ON attachment (contact_id)",
    "CREATE INDEX ix_attachment_customer_id ON attachment (customer_id)",
    "CREATE INDEX ix_attachment_sha256 ON attachment (sha256)",
    """
CREATE VIRTUAL TABLE fts_customer USING fts5(name, py, ini, words, tel, who, who_py, who_ini, content='', contentless_delete=1, prefix='1 2', tokenize='ascii')
""",
    """
CREATE VIRTUAL TABLE fts_contact USING fts5(name, py, ini, words, tel, who, who_py, who_ini, content='', contentless_delete=1, prefix='1 2', tokenize='ascii')
""",
    """
CREATE VIRTUAL TABLE fts_visit USING fts5(name, py, ini, words, tel, who, who_py, who_ini, content='', contentless_delete=1, prefix='1 2', tokenize='ascii')
""",
    """
CREATE VIRTUAL TABLE fts_task USING fts5(name, py, ini, words, tel, who, who_py, who_ini, content='', contentless_delete=1, prefix='1 2', tokenize='ascii')
""",
    """
CREATE VIRTUAL TABLE fts_memo USING fts5(name, py, ini, words, tel, who, who_py, who_ini, content='', contentless_delete=1, prefix='1 2', tokenize='ascii')
""",
    """
CREATE VIRTUAL TABLE fts_opportunity USING fts5(name, py, ini, words, tel, who, who_py, who_ini, content='', contentless_delete=1, prefix='1 2', tokenize='ascii')
""",
    """
CREATE VIRTUAL TABLE fts_product USING fts5(name, py, ini, words, tel, who, who_py, who_ini, content='', contentless_delete=1, prefix='1 2', tokenize='ascii')
""",
    "INSERT INTO fts_customer (fts_customer, rank) VALUES ('pgsz', 3970)",
    "INSERT INTO fts_customer (fts_customer, rank) VALUES ('automerge', 8)",
    "INSERT INTO fts_contact (fts_contact, rank) VALUES ('pgsz', 3970)",
    "INSERT INTO fts_contact (fts_contact, rank) VALUES ('automerge', 8)",
    "INSERT INTO fts_visit (fts_visit, rank) VALUES ('pgsz', 3970)",
    "INSERT INTO fts_visit (fts_visit, rank) VALUES ('automerge', 8)",
    "INSERT INTO fts_task (fts_task, rank) VALUES ('pgsz', 3970)",
    "INSERT INTO fts_task (fts_task, rank) VALUES ('automerge', 8)",
    "INSERT INTO fts_memo (fts_memo, rank) VALUES ('pgsz', 3970)",
    "INSERT INTO fts_memo (fts_memo, rank) VALUES ('automerge', 8)",
    "INSERT INTO fts_opportunity (fts_opportunity, rank) VALUES ('pgsz', 3970)",
    "INSERT INTO fts_opportunity (fts_opportunity, rank) VALUES ('automerge', 8)",
    "INSERT INTO fts_product (fts_product, rank) VALUES ('pgsz', 3970)",
    "INSERT INTO fts_product (fts_product, rank) VALUES ('automerge', 8)",
)


def upgrade() -> None:
    """Make the tables and indexes."""
    for statement in STATEMENTS:
        op.execute(statement)

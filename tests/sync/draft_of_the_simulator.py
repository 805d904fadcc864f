import sys, random, tempfile, time, dataclasses, json, traceback, shutil
from pathlib import Path
from sqlalchemy import insert, select
from desktop_crm.server.database import Database, begin_tenant
from desktop_crm.server import tables as TT
from desktop_crm.server.answering import answer
from desktop_crm.sync.protocol import *
from desktop_crm.sync.buckets import *
from desktop_crm.usecases import exchange, records
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.conflicts import Conflict
from desktop_crm.domain.errors import *
from desktop_crm.domain.kinds import KINDS
from desktop_crm.domain.territories import UNASSIGNED
import tests.stores as ts


class Drop(Exception):
    pass


def run(seed, steps=60, verbose=False):
    rnd = random.Random(seed)
    d = Path(tempfile.mkdtemp(prefix="sim"))
    db = Database(str(d / "server.db"))
    db.create()
    devs = ["da", "db", "dc"]

    def setup(c):
        begin_tenant(c, "t", "T", "s")
        for n, dev in enumerate(devs):
            u = "u" + dev
            c.execute(
                insert(TT.account).values(
                    tenant="t", user_id=u, login=u, password_hash="", role="admin", state="active"
                )
            )
            for k, b in enumerate((TENANT, of_territory(UNASSIGNED), of_user(u))):
                c.execute(insert(TT.grant).values(tenant="t", number=n * 10 + k + 1, user_id=u, bucket=b, from_seq=0))
            c.execute(
                insert(TT.device).values(
                    tenant="t",
                    id=dev,
                    user_id=u,
                    name=u,
                    token_hash=b"",
                    next_hash=b"",
                    state="active",
                    last_number=0,
                    last_hash="0" * 64,
                    confirmed=0,
                    seen=0,
                    schema="",
                    parent="",
                    met_at=0,
                )
            )

    db.change(setup)
    stores = {}
    for dev in devs:
        (d / dev).mkdir()
        s = ts.new_store(d / dev)
        s.change(lambda w: w.set_setting("user_id", "u" + dev))
        s.change(exchange.join, dev)
        stores[dev] = s
    clock = [int(dt_now() * 1000)]
    faults = True

    def send(dev):
        def f(req):
            if faults and rnd.random() < 0.12:
                raise Drop("request")
            clock[0] += 1000
            a = answer(db, "t", dev, req, now=clock[0])
            if faults and rnd.random() < 0.12:
                raise Drop("answer")
            return a

        return f

    carry = exchange._carry_out

    def crashing(store, step):
        if faults and rnd.random() < 0.06:
            raise Drop("crash")
        return carry(store, step)

    exchange.__dict__["_carry_out"] = crashing
    written = {}
    seen_over = {}  # token -> writer
    seen = {dev: {} for dev in devs}
    n = 0

    def live(s, kind):
        return s.ask(lambda w: [r for r in w.find(kind)])

    for step in range(steps):
        dev = rnd.choice(devs)
        s = stores[dev]
        r = rnd.random()
        try:
            if r < 0.12 or not live(s, Customer):
                n += 1
                s.change(records.add_record, Customer(name=f"N{n}"))
            elif r < 0.6:
                c = rnd.choice(live(s, Customer))
                f = rnd.choice(["phone", "email", "city", "note", "website", "name"])
                n += 1
                tok = f"tok{n}"
                old = getattr(c, f)
                new = tok if f != "note" else (old + "\n" + tok if old else tok)
                s.change(records.edit_record, Customer, c.id, {f: (old, new)})
                written[tok] = (dev, c.id, f)
                if old and f != "note":
                    seen_over.setdefault(old, tok)
            elif r < 0.68:
                c = rnd.choice(live(s, Customer))
                n += 1
                s.change(records.add_record, Contact(name=f"tokc{n}", customer_id=c.id))
            elif r < 0.73:
                c = rnd.choice(live(s, Customer))
                s.change(records.delete, Customer, c.id)
            else:
                try:
                    exchange.exchange(s, send(dev))
                except Drop:
                    pass
        except RuleError as e:
            if verbose:
                print("rule", e)
    faults = False
    for round_ in range(4):
        for dev in devs:
            rep = exchange.exchange(stores[dev], send(dev)).report
            if round_ >= 1 and rep.repaired:
                raise AssertionError(f"repaired in rest {dev} {rep}")
    exchange.__dict__["_carry_out"] = carry
    # contents equal
    skip = set()
    base = None
    for dev in devs:
        content = {}
        for k, K in KINDS.items():
            cols = [c for c in ts.columns(k)] if hasattr(ts, "columns") else None
            rows = stores[dev].ask(lambda w: w.connection.exec_driver_sql(f"select * from {k}").mappings().fetchall())
            for row in rows:
                row = dict(row)
                row.pop("rk")
                row.pop("scope")
                content[k, row["id"]] = row
        left = stores[dev].ask(
            lambda w: w.connection.exec_driver_sql(
                "select state,count(*) from sync_outbox where state<>'done' group by 1"
            ).fetchall()
        )
        srv = stores[dev].ask(lambda w: w.connection.exec_driver_sql("select count(*) from sync_server").scalar_one())
        if left or srv:
            raise AssertionError(
                f"under way at rest {dev} {left} {srv}: "
                + str(
                    stores[dev].ask(
                        lambda w: w.connection.exec_driver_sql(
                            "select n,verb,tbl,pk,state,outcome,version,detail from sync_outbox where state<>'done'"
                        ).fetchall()
                    )
                )
            )
        if base is None:
            base = content
        elif base != content:
            diff = [
                (
                    key,
                    {
                        f: (base.get(key, {}).get(f), content.get(key, {}).get(f))
                        for f in (base.get(key) or content.get(key))
                        if base.get(key, {}).get(f) != content.get(key, {}).get(f)
                    },
                )
                for key in base.keys() | content.keys()
                if base.get(key) != content.get(key)
            ]
            raise AssertionError(f"differ {dev}: {diff[:3]}")
    text = json.dumps([list(map(str, r.values())) for r in base.values()])
    with db.snapshot() as k:
        quarantined = [r.operation for r in k.execute(select(TT.quarantine))]
    text += json.dumps(quarantined)
    for tok, (dev, cid, f) in written.items():
        if tok + '"' in text or tok + "\\" in text or (tok in text):
            continue
        # overwritten by somebody who had seen it?
        if tok in seen_over:
            continue
        raise AssertionError(f"lost {tok} {dev} {f} {cid}")
    problems = []
    for dev in devs:
        stores[dev].close()
    db.close()
    shutil.rmtree(d)


def dt_now():
    import datetime as dt

    return ts.FixedClock().now().timestamp()


if __name__ == "__main__":
    a, b = int(sys.argv[1]), int(sys.argv[2])
    bad = 0
    t = time.time()
    for seed in range(a, b):
        try:
            run(seed)
        except Exception as e:
            import importlib

            importlib.reload(exchange)
            bad += 1
            print("seed", seed, type(e).__name__, str(e)[:600])
            if bad == 1:
                traceback.print_exc(limit=-4)
            if bad >= 4:
                break
    print("done", b - a, "bad", bad, round(time.time() - t, 1), "s")

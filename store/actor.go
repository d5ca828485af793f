package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"dateline/news"
)

// An ActorRow is someone of whom facts speak.
type ActorRow struct {
	Key, Name, Code, Sector string
	Facts                   int
}

func scanActor(r *sql.Rows) (a ActorRow, err error) {
	err = r.Scan(&a.Key, &a.Name, &a.Code, &a.Sector, &a.Facts)
	return a, err
}

// ActorKey is the identity of an actor among all facts: the name.
func ActorKey(a news.Actor) string {
	return fold(strings.Join(strings.Fields(cmp.Or(a.Name, a.Text)), " "))
}

// ActorPage is the identity of an actor who can be told from others, by a name or by
// a code; empty of others: he, officials.
func ActorPage(a news.Actor) string {
	key := ActorKey(a)
	if a.Name == "" && a.Code == "" || len(key) > 200 {
		return ""
	}
	return key
}

// Actors lists those of whom facts speak, those with the most facts first; find,
// if not empty, is a part of the name.
func (db *Reader) Actors(ctx context.Context, find string, p news.Paging) (Page[ActorRow], error) {
	limit := limitOf(p)
	offset, err := afterOffset(p.After)
	if err != nil {
		return Page[ActorRow]{}, err
	}
	rows, err := collect(ctx, db, scanActor, `SELECT key, name, code, sector, facts FROM actor WHERE facts > 0 AND instr(key, ?) > 0 ORDER BY facts DESC, key LIMIT ? OFFSET ?`,
		fold(find), limit+1, offset)
	if err != nil {
		return Page[ActorRow]{}, fmt.Errorf("listing actors: %w", err)
	}
	return paged(rows, limit, func(ActorRow) string { return cursor(int64(offset + limit)) }), nil
}

// Actor gives one of whom facts speak, by key.
func (db *Reader) Actor(ctx context.Context, key string) (ActorRow, error) {
	a, err := one(ctx, db, scanActor, "SELECT key, name, code, sector, facts FROM actor WHERE key = ?", key)
	if err != nil {
		err = fmt.Errorf("actor %s: %w", key, err)
	}
	return a, err
}

// ActorFacts lists the facts that speak of an actor, the newest first.
func (db *Reader) ActorFacts(ctx context.Context, key string, p news.Paging) (Page[FactRow], error) {
	limit := limitOf(p)
	after, err := afterCursor(p.After, 1)
	if err != nil {
		return Page[FactRow]{}, err
	}
	rows, err := collect(ctx, db, scanFact, factQuery+"WHERE f.id IN (SELECT fact_id FROM fact_actor WHERE key = ?) AND f.seq < ? AND f.state <> 'rejected' ORDER BY f.seq DESC LIMIT ?", key, after[0], limit+1)
	if err != nil {
		return Page[FactRow]{}, fmt.Errorf("facts of %s: %w", key, err)
	}
	return paged(rows, limit, func(f FactRow) string { return cursor(f.Seq) }), nil
}

// Counterparts lists those who stand in the same facts as an actor, the most often first.
func (db *Reader) Counterparts(ctx context.Context, key string, most int) ([]ActorRow, error) {
	return collect(ctx, db, scanActor, `SELECT a.key, a.name, a.code, a.sector, count(DISTINCT o.fact_id) AS n FROM fact_actor m JOIN fact_actor o ON o.fact_id = m.fact_id AND o.key <> m.key
		JOIN actor a ON a.key = o.key WHERE m.key = ? GROUP BY a.key ORDER BY n DESC, a.key LIMIT ?`, key, most)
}

// spoken is an actor on a side of a fact.
type spoken struct{ Key, Name, Code, Sector, Fact, Side, Day string }

// spokenIn gives of whom a fact speaks, as far as they can be told from others.
func spokenIn(f news.Fact) (out []spoken) {
	add := func(side string, actors ...news.Actor) {
		for _, a := range actors {
			if key := ActorPage(a); key != "" {
				out = append(out, spoken{key, cmp.Or(a.Name, a.Text), a.Code, a.Sector, f.ID, side, dayOf(f.Time)})
			}
		}
	}
	add("source", f.Source...)
	add("target", f.Target...)
	if f.Speaker != nil {
		add("speaker", *f.Speaker)
	}
	if f.Agreement != nil {
		add("party", f.Agreement.Parties...)
	}
	return out
}

// saveActors keeps of whom facts speak, but for what the desk rejected.
func (tx *Tx) saveActors(facts []news.Fact) error {
	var all []spoken
	for _, f := range facts {
		if f.State != news.FactRejected {
			all = append(all, spokenIn(f)...)
		}
	}
	if len(all) == 0 {
		return nil
	}
	rows, err := toJSON(all)
	if err != nil {
		return err
	}
	if _, err := tx.exec(`INSERT INTO fact_actor(key, fact_id, side, day) SELECT value->>'Key', value->>'Fact', value->>'Side', value->>'Day' FROM json_each(?) WHERE true ON CONFLICT DO NOTHING`, rows); err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO actor(key, name, code, sector, facts)
		SELECT value->>'Key', min(value->>'Name'), max(value->>'Code'), max(value->>'Sector'), count(DISTINCT value->>'Fact') FROM json_each(?) WHERE true GROUP BY value->>'Key'
		ON CONFLICT(key) DO UPDATE SET facts = facts + excluded.facts, code = CASE WHEN code = '' THEN excluded.code ELSE code END, sector = CASE WHEN sector = '' THEN excluded.sector ELSE sector END`, rows)
	return err
}

// forgetActors takes out of whom some facts spoke: ofReport or ofFact one.
func (tx *Tx) forgetActors(facts, id string) error {
	if _, err := tx.exec(`UPDATE actor SET facts = facts - (SELECT count(DISTINCT fact_id) FROM fact_actor WHERE fact_actor.key = actor.key AND fact_id IN (`+facts+`))
		WHERE key IN (SELECT key FROM fact_actor WHERE fact_id IN (`+facts+`))`, id); err != nil {
		return err
	}
	// Of whom nothing speaks any more, nobody knows, but for the desk; of whom one fact
	// spoke, which the desk rejected just now, the page stays on which it did.
	if facts == ofReport {
		if _, err := tx.exec(`DELETE FROM actor WHERE facts <= 0 AND key IN (SELECT key FROM fact_actor WHERE fact_id IN (`+facts+`))
			AND key NOT IN (SELECT key FROM actor_word)`, id); err != nil {
			return err
		}
	}
	_, err := tx.exec("DELETE FROM fact_actor WHERE fact_id IN ("+facts+")", id)
	return err
}

// An ActorWord is who someone is by the desk's word.
type ActorWord struct {
	Key, Name, Code, Sector string
	UserID, UserName        string
	At                      time.Time
}

// SaveActorWord keeps the desk's word on an actor in place of an earlier one.
func (tx *Tx) SaveActorWord(w ActorWord) error {
	_, err := tx.exec(`INSERT INTO actor_word(key, name, code, sector, user_id, at) VALUES (?,?,?,?,?,?)
		ON CONFLICT(key) DO UPDATE SET name = excluded.name, code = excluded.code, sector = excluded.sector, user_id = excluded.user_id, at = excluded.at`,
		w.Key, w.Name, w.Code, w.Sector, w.UserID, millis(w.At))
	return err
}

// RemoveActorWord takes back the desk's word on an actor.
func (tx *Tx) RemoveActorWord(key string) error {
	n, err := tx.exec("DELETE FROM actor_word WHERE key = ?", key)
	if err == nil && n == 0 {
		return ErrNotFound
	}
	if err == nil {
		_, err = tx.exec("DELETE FROM actor WHERE key = ? AND facts <= 0", key)
	}
	return err
}

// ActorWords gives the desk's word on every actor, by key.
func (db *Reader) ActorWords(ctx context.Context) ([]ActorWord, error) {
	return collect(ctx, db, func(r *sql.Rows) (w ActorWord, err error) {
		var at int64
		err = r.Scan(&w.Key, &w.Name, &w.Code, &w.Sector, &w.UserID, &w.UserName, &at)
		w.At = fromMillis(at)
		return w, err
	}, "SELECT w.key, w.name, w.code, w.sector, w.user_id, coalesce(u.name, w.user_id), w.at FROM actor_word w LEFT JOIN user u ON u.id = w.user_id ORDER BY w.key")
}

// PlanActor makes the reports due, by a step, whose facts speak of an actor.
func (tx *Tx) PlanActor(step, key string, now time.Time) error {
	_, err := tx.exec(`INSERT INTO due(kind, key, at) SELECT DISTINCT ?, f.report_id, ? FROM fact f JOIN fact_actor a ON a.fact_id = f.id WHERE a.key = ?
		ON CONFLICT(kind, key) DO UPDATE SET at = excluded.at, fence = fence + 1, leased = 0`, step, millis(now), key)
	tx.made = append(tx.made, step)
	return err
}

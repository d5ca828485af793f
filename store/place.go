package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strings"

	"dateline/news"
)

// A PlaceRow is somewhere that facts speak of.
type PlaceRow struct {
	ID, Name, Country string // Country: ISO 3166-1 alpha-3, empty if unknown
	Located           bool   // Lat and Lon, in degrees, are known
	Lat, Lon          float64
	Facts             int
}

const placeColumns = "p.id, p.name, p.country, p.located, p.lat, p.lon, "

func scanPlaceRow(r *sql.Rows) (p PlaceRow, err error) {
	err = r.Scan(&p.ID, &p.Name, &p.Country, &p.Located, &p.Lat, &p.Lon, &p.Facts)
	return p, err
}

// PlaceID is the identity of a place among all facts: its name and its country.
func PlaceID(p news.Place) string { return news.DeriveID("place", placeKey(p), p.Country) }

func placeKey(p news.Place) string {
	return fold(strings.Join(strings.Fields(cmp.Or(p.Name, p.Text)), " "))
}

// A Span is from a day to a day, the last one included, as 2006-01-02. An empty
// day leaves that end open; facts without a day are in the whole span alone.
type Span struct{ From, To string }

// ends gives the span's ends for a comparison of texts.
func (s Span) ends() (from, to string) {
	if s == (Span{}) {
		return "", "~"
	}
	return cmp.Or(s.From, "0"), cmp.Or(s.To, "~")
}

// Places lists places, those with the most facts first; find, if not empty, is a
// part of the name, country the code of one.
func (db *Reader) Places(ctx context.Context, find, country string, p news.Paging) (Page[PlaceRow], error) {
	limit := limitOf(p)
	offset, err := afterOffset(p.After)
	if err != nil {
		return Page[PlaceRow]{}, err
	}
	rows, err := collect(ctx, db, scanPlaceRow, "SELECT "+placeColumns+"p.facts FROM place p WHERE p.facts > 0 AND instr(p.key, ?) > 0 AND (?2 = '' OR p.country = ?2) ORDER BY p.facts DESC, p.key DESC LIMIT ? OFFSET ?",
		fold(find), country, limit+1, offset)
	if err != nil {
		return Page[PlaceRow]{}, fmt.Errorf("listing places: %w", err)
	}
	return paged(rows, limit, func(PlaceRow) string { return cursor(int64(offset + limit)) }), nil
}

// Unplaced counts the reports that tell where something was and were recorded before
// that was kept: it is known of them once they are recorded again.
func (db *Reader) Unplaced(ctx context.Context) (int, error) {
	return one(ctx, db, func(r *sql.Rows) (n int, err error) { err = r.Scan(&n); return n, err }, "SELECT count(*) FROM unplaced")
}

// Place gives a place.
func (db *Reader) Place(ctx context.Context, id string) (PlaceRow, error) {
	return one(ctx, db, scanPlaceRow, "SELECT "+placeColumns+"p.facts FROM place p WHERE p.id = ?", id)
}

// PlaceFacts lists what happened at a place, the latest first.
func (db *Reader) PlaceFacts(ctx context.Context, id string, s Span, p news.Paging) (Page[FactRow], error) {
	return db.timeline(ctx, "SELECT fact_id, max(day) AS day FROM fact_place WHERE place_id = ? AND day >= ? AND day <= ? GROUP BY fact_id", id, s, p)
}

// ActorTimeline lists the facts that speak of an actor by when they happened, the
// latest first.
func (db *Reader) ActorTimeline(ctx context.Context, key string, s Span, p news.Paging) (Page[FactRow], error) {
	return db.timeline(ctx, "SELECT fact_id, max(day) AS day FROM fact_actor WHERE key = ? AND day >= ? AND day <= ? GROUP BY fact_id", key, s, p)
}

func (db *Reader) timeline(ctx context.Context, of, id string, s Span, p news.Paging) (Page[FactRow], error) {
	limit := limitOf(p)
	offset, err := afterOffset(p.After)
	if err != nil {
		return Page[FactRow]{}, err
	}
	from, to := s.ends()
	rows, err := collect(ctx, db, scanFact, factQuery+"JOIN ("+of+") t ON t.fact_id = f.id WHERE f.state <> 'rejected'"+stillTold+"ORDER BY t.day DESC, f.seq DESC LIMIT ? OFFSET ?", id, from, to, limit+1, offset)
	if err != nil {
		return Page[FactRow]{}, fmt.Errorf("the timeline of %s: %w", id, err)
	}
	return paged(rows, limit, func(FactRow) string { return cursor(int64(offset + limit)) }), nil
}

// A DayCount is how many facts are of one day.
type DayCount struct {
	Day   string // 2006-01-02, or as much of it as is known
	Facts int
}

func scanDay(r *sql.Rows) (d DayCount, err error) {
	err = r.Scan(&d.Day, &d.Facts)
	return d, err
}

// PlaceDays counts the facts of a place by their days, the first first, those
// without one left out.
func (db *Reader) PlaceDays(ctx context.Context, id string) ([]DayCount, error) {
	return collect(ctx, db, scanDay, "SELECT day, count(*) FROM fact_place WHERE place_id = ? AND day > '' GROUP BY day ORDER BY day", id)
}

// ActorDays is PlaceDays for an actor.
func (db *Reader) ActorDays(ctx context.Context, key string) ([]DayCount, error) {
	return collect(ctx, db, scanDay, "SELECT day, count(DISTINCT fact_id) FROM fact_actor WHERE key = ? AND day > '' GROUP BY day ORDER BY day", key)
}

// A MapFilter narrows what is put on a map; the zero value means everything.
type MapFilter struct {
	Span
	Type     string // of events
	Actor    string // key of one of whom the facts speak
	Approved bool   // only what the desk approved
}

// Map gives the places of which coordinates are known, each with how many facts
// of the filter are there, those with most first.
func (db *Reader) Map(ctx context.Context, f MapFilter, most int) ([]PlaceRow, error) {
	from, to := f.ends()
	approved := 0
	if f.Approved {
		approved = 1
	}
	return collect(ctx, db, scanPlaceRow, "SELECT "+placeColumns+`count(DISTINCT o.fact_id) AS n FROM fact_place o JOIN fact f ON f.id = o.fact_id JOIN place p ON p.id = o.place_id
		WHERE p.located = 1 AND o.day >= ?1 AND o.day <= ?2 AND f.state <> 'rejected' AND (?3 = '' OR f.type = ?3) AND (?5 = 0 OR f.state = 'approved')
		AND (?4 = '' OR o.fact_id IN (SELECT fact_id FROM fact_actor WHERE key = ?4)) GROUP BY p.id ORDER BY n DESC, p.key LIMIT ?6`,
		from, to, f.Type, f.Actor, approved, most)
}

// Near lists the places of the record that are nearest to one, itself left out.
func (db *Reader) Near(ctx context.Context, at PlaceRow, most int) ([]PlaceRow, error) {
	if !at.Located {
		return nil, nil
	}
	var found []PlaceRow
	for _, degrees := range []float64{3, 12, 180} { // so that few are sorted where many are near
		var err error
		wide := min(degrees/max(0.05, math.Cos(at.Lat*math.Pi/180)), 360)
		found, err = collect(ctx, db, scanPlaceRow, "SELECT "+placeColumns+`p.facts FROM place p WHERE p.located = 1 AND p.facts > 0 AND p.id <> ?1 AND p.lat BETWEEN ?2 AND ?3
			AND min(abs(p.lon - ?4), 360 - abs(p.lon - ?4)) <= ?5`, at.ID, at.Lat-degrees, at.Lat+degrees, at.Lon, wide)
		if err != nil {
			return nil, fmt.Errorf("places near %s: %w", at.ID, err)
		}
		if len(found) >= most {
			break
		}
	}
	slices.SortFunc(found, func(a, b PlaceRow) int {
		return cmp.Or(cmp.Compare(Distance(at, a), Distance(at, b)), cmp.Compare(a.ID, b.ID))
	})
	return found[:min(most, len(found))], nil
}

// Distance is how far two places are from each other, in kilometres along the ground.
func Distance(a, b PlaceRow) float64 {
	const earth, rad = 6371.0, math.Pi / 180
	dLat, dLon := (b.Lat-a.Lat)*rad, (b.Lon-a.Lon)*rad
	h := math.Pow(math.Sin(dLat/2), 2) + math.Cos(a.Lat*rad)*math.Cos(b.Lat*rad)*math.Pow(math.Sin(dLon/2), 2)
	return 2 * earth * math.Asin(math.Sqrt(min(1, h)))
}

// PlaceActors lists those who stand in facts of a place, the most often first.
func (db *Reader) PlaceActors(ctx context.Context, id string, most int) ([]ActorRow, error) {
	return collect(ctx, db, scanActor, `SELECT a.key, a.name, a.code, a.sector, count(DISTINCT m.fact_id) AS n FROM fact_place o JOIN fact_actor m ON m.fact_id = o.fact_id
		JOIN actor a ON a.key = m.key WHERE o.place_id = ? GROUP BY a.key ORDER BY n DESC, a.key LIMIT ?`, id, most)
}

// there is a place at which a fact was, on a day.
type there struct {
	ID, Key, Name, Country string
	Located                int
	Lat, Lon               float64
	Fact, Day              string
}

// settle gives all mentions of a place the latitude and longitude of the first that
// has them, so that the two are of one pair wherever they are taken from.
func settle(all []there) {
	at := map[string]there{}
	for _, t := range all {
		if _, known := at[t.ID]; !known && t.Located == 1 {
			at[t.ID] = t
		}
	}
	for i := range all {
		if t, known := at[all[i].ID]; known {
			all[i].Located, all[i].Lat, all[i].Lon = 1, t.Lat, t.Lon
		}
	}
}

// dayOf is the day of a time, or as much of it as is known; empty if none is.
func dayOf(t *news.TimeRef) string {
	if t == nil {
		return ""
	}
	return t.From[:min(len(t.From), len("2006-01-02"))]
}

// placesIn gives where a fact was, of an agreement each of its milestones.
func placesIn(f news.Fact) (out []there) {
	add := func(p *news.Place, t *news.TimeRef) {
		if p == nil {
			return
		}
		key := placeKey(*p)
		if key == "" || len(key) > 200 {
			return
		}
		at := there{ID: PlaceID(*p), Key: key, Name: cmp.Or(p.Name, p.Text), Country: p.Country, Lat: p.Lat, Lon: p.Lon, Fact: f.ID, Day: dayOf(t)}
		if p.Lat != 0 || p.Lon != 0 {
			at.Located = 1
		}
		out = append(out, at)
	}
	add(f.Place, f.Time)
	if f.Agreement != nil {
		for _, m := range f.Agreement.Milestones {
			add(m.Place, m.Time)
		}
	}
	return out
}

// PlacesIn gives where a fact was, of an agreement each of its milestones, as rows
// of one fact.
func PlacesIn(f news.Fact) (out []PlaceRow) {
	for _, at := range placesIn(f) {
		out = append(out, PlaceRow{at.ID, at.Name, at.Country, at.Located == 1, at.Lat, at.Lon, 1})
	}
	return out
}

// savePlaces keeps where facts were, but for what the desk rejected.
func (tx *Tx) savePlaces(facts []news.Fact) error {
	var all []there
	for _, f := range facts {
		if f.State != news.FactRejected {
			all = append(all, placesIn(f)...)
		}
	}
	if len(all) == 0 {
		return nil
	}
	settle(all)
	rows, err := toJSON(all)
	if err != nil {
		return err
	}
	if _, err := tx.exec(`INSERT INTO fact_place(place_id, day, fact_id) SELECT value->>'ID', value->>'Day', value->>'Fact' FROM json_each(?) WHERE true ON CONFLICT DO NOTHING`, rows); err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO place(id, key, name, country, located, lat, lon, facts)
		SELECT value->>'ID', min(value->>'Key'), min(value->>'Name'), min(value->>'Country'), max(value->>'Located'), CAST(max(value->>'Lat') AS REAL), CAST(max(value->>'Lon') AS REAL), count(DISTINCT value->>'Fact')
		FROM json_each(?) WHERE true GROUP BY value->>'ID'
		ON CONFLICT(id) DO UPDATE SET facts = facts + excluded.facts, lat = CASE WHEN located = 1 THEN lat ELSE excluded.lat END,
		lon = CASE WHEN located = 1 THEN lon ELSE excluded.lon END, located = max(located, excluded.located)`, rows)
	return err
}

// forgetPlaces takes out where some facts were: ofReport or ofFact one.
func (tx *Tx) forgetPlaces(facts, id string) error {
	if _, err := tx.exec(`UPDATE place SET facts = facts - (SELECT count(DISTINCT fact_id) FROM fact_place WHERE place_id = place.id AND fact_id IN (`+facts+`))
		WHERE id IN (SELECT place_id FROM fact_place WHERE fact_id IN (`+facts+`))`, id); err != nil {
		return err
	}
	_, err := tx.exec("DELETE FROM fact_place WHERE fact_id IN ("+facts+")", id)
	return err
}

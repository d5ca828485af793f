package store

import "time"

// ShiftDue follows a jump of the wall clock. Leases in hand move with it in
// either direction, so that none ends early or holds for long; what is due later
// moves with a jump back, so that the wait for it stays as long as it was. Kinds
// that are due at a time of the calendar are left alone.
func (tx *Tx) ShiftDue(jump time.Duration, now time.Time, calendar string) error {
	if _, err := tx.exec("UPDATE due SET at = at + ? WHERE leased = 1 AND stuck = 0", jump.Milliseconds()); err != nil {
		return err
	}
	if jump >= 0 {
		return nil
	}
	_, err := tx.exec("UPDATE due SET at = max(at + ?1, ?2) WHERE leased = 0 AND stuck = 0 AND kind <> ?3 AND at > ?2", jump.Milliseconds(), now.UnixMilli(), calendar)
	return err
}

// ClampDue makes what is due later than a time due at that time, and says how much.
func (tx *Tx) ClampDue(kind string, latest time.Time) (int64, error) {
	n, err := tx.exec("UPDATE due SET at = ?1 WHERE kind = ?2 AND at > ?1 AND stuck = 0", latest.UnixMilli(), kind)
	if n > 0 {
		tx.made = append(tx.made, kind)
	}
	return n, err
}

// ClampLooks is ClampDue for sources: one that answers may wait less long than
// one that fails. A source that has waited too long is due now.
func (tx *Tx) ClampLooks(kind string, now time.Time, answers, fails time.Duration) (int64, error) {
	n, err := tx.exec(`UPDATE due SET at = ?1 WHERE kind = ?2 AND stuck = 0 AND leased = 0 AND at > ?1
		AND at > ?1 + CASE WHEN (SELECT failures FROM source WHERE id = due.key) > 0 THEN ?4 ELSE ?3 END`,
		now.UnixMilli(), kind, answers.Milliseconds(), fails.Milliseconds())
	if err != nil {
		return 0, err
	}
	_, err = tx.exec("UPDATE source SET next_look_at = coalesce((SELECT at FROM due WHERE kind = ? AND key = source.id AND stuck = 0 AND leased = 0), next_look_at) WHERE next_look_at > ?",
		kind, now.Add(answers).UnixMilli())
	if n > 0 {
		tx.made = append(tx.made, kind)
	}
	return n, err
}

// ClampReleases makes each embargoed dispatch due when its embargo ends, or now
// if that is past, where it is due at another time.
func (tx *Tx) ClampReleases(kind string, now time.Time) (int64, error) {
	n, err := tx.exec(`UPDATE due SET at = max(?1, until.at) FROM (
			SELECT id, CAST(round((julianday(json_extract(body, '$.embargo_until')) - 2440587.5) * 86400000) AS INTEGER) AS at
			FROM dispatch WHERE state = 'embargoed') AS until
		WHERE due.kind = ?2 AND due.key = until.id AND due.stuck = 0 AND due.leased = 0 AND due.at > max(?1, until.at)`, now.UnixMilli(), kind)
	if n > 0 {
		tx.made = append(tx.made, kind)
	}
	return n, err
}

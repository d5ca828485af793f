package newsroom

import (
	"context"
	"strings"

	"dateline/desk"
	"dateline/news"
	"dateline/store"
)

// An ActorWord is who someone is by the desk's word.
type ActorWord = store.ActorWord

// ActorPage names the page of an actor; empty if no name and no code tells them from
// others.
func ActorPage(a news.Actor) string { return store.ActorPage(a) }

// NameActor keeps who an actor is by the desk's word, and makes every report
// whose facts speak of them due to be recorded again. All later reports follow.
func (n *Newsroom) NameActor(ctx context.Context, by news.User, w ActorWord) error {
	ruling, err := desk.CheckActor(by, desk.ActorRuling{Key: w.Key, Name: w.Name, Code: w.Code, Sector: w.Sector})
	if err != nil {
		return err
	}
	w.Name, w.Code, w.Sector = ruling.Name, ruling.Code, ruling.Sector
	w.UserID, w.At = by.ID, n.now()
	said, err := n.db.ActorWords(ctx)
	if err != nil {
		return err
	}
	return n.db.Write(ctx, "naming an actor", func(tx *store.Tx) error {
		if err := tx.SaveActorWord(w); err != nil {
			return err
		}
		if err := tx.Decide(by.ID, "actor/"+w.Key, "name", strings.TrimSpace(w.Name+" "+w.Code+" "+w.Sector), n.now()); err != nil {
			return err
		}
		for _, before := range said {
			if before.Key == w.Key { // reports stand under the name that was given before
				if err := n.planActor(tx, before); err != nil {
					return err
				}
			}
		}
		return n.planActor(tx, w)
	})
}

// UnnameActor takes back the desk's word on an actor.
func (n *Newsroom) UnnameActor(ctx context.Context, by news.User, key string) error {
	if by.Role == news.Reader {
		return refuse("Only reporters and editors say who someone is; ask one of them.")
	}
	words, err := n.db.ActorWords(ctx)
	if err != nil {
		return err
	}
	for _, w := range words {
		if w.Key != key {
			continue
		}
		return n.db.Write(ctx, "taking back an actor's name", func(tx *store.Tx) error {
			if err := tx.RemoveActorWord(key); err != nil {
				return err
			}
			if err := tx.Decide(by.ID, "actor/"+key, "take back", w.Name, n.now()); err != nil {
				return err
			}
			return n.planActor(tx, w)
		})
	}
	return ErrNotFound
}

// planActor makes the reports due to be recorded again that speak of an actor
// under the one name or the other.
func (n *Newsroom) planActor(tx *store.Tx, w ActorWord) error {
	if err := tx.PlanActor(StepRecord, w.Key, n.now()); err != nil {
		return err
	}
	return tx.PlanActor(StepRecord, store.ActorKey(news.Actor{Name: w.Name}), n.now())
}

// heed puts the desk's word on actors above what was recorded.
func heed(facts []news.Fact, words []ActorWord) {
	rulings := make([]desk.ActorRuling, len(words))
	for i, w := range words {
		rulings[i] = desk.ActorRuling{Key: w.Key, Name: w.Name, Code: w.Code, Sector: w.Sector}
	}
	desk.ApplyActorRulings(facts, rulings, store.ActorKey)
}

package newsroom

import (
	"context"
	"regexp"
	"strings"

	"dateline/news"
	"dateline/store"
)

// An ActorWord is who someone is by the desk's word.
type ActorWord = store.ActorWord

// ActorPage names the page of an actor; empty if no name and no code tells them from
// others.
func ActorPage(a news.Actor) string { return store.ActorPage(a) }

var (
	rxActorCode   = regexp.MustCompile(`^[A-Z]{0,12}$`)
	rxActorSector = regexp.MustCompile(`^[A-Z]{0,9}$`)
)

// NameActor keeps who an actor is by the desk's word, and makes every report
// whose facts speak of them due to be recorded again. All later reports follow.
func (n *Newsroom) NameActor(ctx context.Context, by news.User, w ActorWord) error {
	w.Name = strings.Join(strings.Fields(w.Name), " ")
	w.Code, w.Sector = strings.ToUpper(strings.TrimSpace(w.Code)), strings.ToUpper(strings.TrimSpace(w.Sector))
	switch {
	case by.Role == news.Reader:
		return refuse("Only reporters and editors say who someone is; ask one of them.")
	case w.Key == "":
		return refuse("Say whom you mean.")
	case w.Name == "" || len(w.Name) > 200:
		return refuse("Give the name by which this actor is known, of at most 200 letters.")
	case !rxActorCode.MatchString(w.Code):
		return refuse("A code is of capital letters, such as the three of a country (FRA) or of a body (IGOUNO).")
	case !rxActorSector.MatchString(w.Sector):
		return refuse("A role is CAMEO's, of capital letters, such as GOV, MIL, OPP, CVL or MED.")
	}
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
	if len(words) == 0 {
		return
	}
	said := map[string]ActorWord{}
	for _, w := range words {
		said[w.Key] = w
	}
	name := func(actors []news.Actor) {
		for i, a := range actors {
			if w, ok := said[store.ActorKey(a)]; ok {
				actors[i].Name = w.Name
				if w.Code != "" {
					actors[i].Code = w.Code
				}
				if w.Sector != "" {
					actors[i].Sector = w.Sector
				}
			}
		}
	}
	for i := range facts {
		f := &facts[i]
		name(f.Source)
		name(f.Target)
		if f.Speaker != nil {
			one := []news.Actor{*f.Speaker}
			name(one)
			f.Speaker = &one[0]
		}
		if f.Agreement != nil {
			name(f.Agreement.Parties)
			for m := range f.Agreement.Milestones {
				name(f.Agreement.Milestones[m].By)
			}
		}
	}
}

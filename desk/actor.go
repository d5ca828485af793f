package desk

import (
	"regexp"
	"strings"

	"dateline/news"
)

// An ActorRuling is who an actor is by an editor's decision.
type ActorRuling struct {
	Key          string // of the actor in what was recorded
	Name         string
	Code, Sector string // empty: as recorded
}

var (
	rxActorCode   = regexp.MustCompile(`^[A-Z]{0,12}$`)
	rxActorSector = regexp.MustCompile(`^[A-Z]{0,9}$`)
)

// CheckActor returns a ruling as it is kept, or why it can't be.
func CheckActor(by news.User, r ActorRuling) (ActorRuling, error) {
	r.Name = strings.Join(strings.Fields(r.Name), " ")
	r.Code, r.Sector = strings.ToUpper(strings.TrimSpace(r.Code)), strings.ToUpper(strings.TrimSpace(r.Sector))
	switch {
	case by.Role == news.Reader:
		return r, refuse(nil, "Only reporters and editors say who someone is; ask one of them.")
	case r.Key == "":
		return r, refuse(nil, "Say whom you mean.")
	case r.Name == "" || len(r.Name) > 200:
		return r, refuse(nil, "Give the name by which this actor is known, of at most 200 letters.")
	case !rxActorCode.MatchString(r.Code):
		return r, refuse(nil, "A code is of capital letters, such as the three of a country (FRA) or of a body (IGOUNO).")
	case !rxActorSector.MatchString(r.Sector):
		return r, refuse(nil, "A role is CAMEO's, of capital letters, such as GOV, MIL, OPP, CVL or MED.")
	}
	return r, nil
}

// ApplyActorRulings changes in facts whoever a ruling is on; keyOf returns the key of
// an actor.
func ApplyActorRulings(facts []news.Fact, rulings []ActorRuling, keyOf func(news.Actor) string) {
	if len(rulings) == 0 {
		return
	}
	said := map[string]ActorRuling{}
	for _, w := range rulings {
		said[w.Key] = w
	}
	name := func(actors []news.Actor) {
		for i, a := range actors {
			if w, ok := said[keyOf(a)]; ok {
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

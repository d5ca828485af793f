package news

import "strings"

// SameParty reports whether two actors are one party, by code or by name: Varland is
// the Republic of Varland.
func SameParty(a, b Actor) bool {
	if a.Code != "" && b.Code != "" {
		return a.Code == b.Code && len(a.Code) == 3 || a.Name == b.Name
	}
	return a.Name == b.Name || strings.HasSuffix(a.Name, " of "+b.Name) || strings.HasSuffix(b.Name, " of "+a.Name) ||
		strings.HasPrefix(a.Name, b.Name+" Republic") || strings.HasPrefix(b.Name, a.Name+" Republic")
}

// SameRelation reports whether two relations say the same of one instrument.
func SameRelation(a, b Relation) bool {
	x, y := a.Instrument, b.Instrument
	if a.Act != b.Act {
		return false
	}
	if x.Title != "" && y.Title != "" && x.Title != y.Title {
		return false
	}
	return x.Year == y.Year && (x.Year != 0 || x.Title == y.Title)
}

// MayBeSameTime reports whether two times may be the same: one of them is unknown, or
// one lies within the other.
func MayBeSameTime(a, b *TimeRef) bool {
	if a == nil || b == nil || a.From == "" || b.From == "" || a.From == b.From {
		return true
	}
	return a.From <= b.From && b.To <= a.To || b.From <= a.From && a.To <= b.To
}

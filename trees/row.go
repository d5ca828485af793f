package trees

import "fmt"

// A Row gathers the numbers that describe one thing, each under its name. The names
// in their order are what a forest was trained on: see Load.
type Row struct {
	Values []float32
	group  string // of the numbers that follow, such as a neighbour
	at     int    // its place in the group
	names  *[]string
}

// Add appends a number.
func (r *Row) Add(name string, value float32) {
	r.Values = append(r.Values, value)
	if r.names != nil {
		r.note(name)
	}
}

// AddIf appends 1 if something holds and else 0.
func (r *Row) AddIf(name string, holds bool) { r.Add(name, Yes(holds)) }

// Yes returns 1 if something holds and else 0.
func Yes(holds bool) float32 {
	if holds {
		return 1
	}
	return 0
}

// In begins numbers that are said of several things alike: those of the block three
// lines on are named "line +3: words". An empty group ends them.
func (r *Row) In(group string, at int) { r.group, r.at = group, at }

func (r *Row) note(name string) {
	if r.group != "" {
		name = fmt.Sprintf("%s %+d: %s", r.group, r.at, name)
	}
	*r.names = append(*r.names, name)
}

// Names returns the names of the numbers that describe appends, in their order.
func Names(describe func(*Row)) []string {
	var names []string
	describe(&Row{names: &names})
	return names
}

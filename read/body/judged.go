package body

import "dateline/read/dom"

// A Judged is a block of the page with what was made of it.
type Judged struct {
	*dom.Block
	Judgement
}

// A Judgement is what the rules, the trees, the site's other pages and the desk
// make of a block.
type Judgement struct {
	Sure     float32  // that it is body, 0 to 1
	Repeated int      // other pages of the site that said the same
	Desk     string   // the role that the desk gave it, here or on a page set alike
	Ruled    dom.Role // what rules alone would make of it
	Said     dom.Role // what its opening words say of it
	Bylined  bool     // it reads like a byline
	Dated    bool     // it says a date and little else
	Role     dom.Role // what it turned out to be
}

// unjudged pairs each block with a judgement that is still empty.
func unjudged(blocks []*dom.Block) []*Judged {
	all := make([]Judged, len(blocks))
	out := make([]*Judged, len(blocks))
	for i, b := range blocks {
		all[i].Block = b
		out[i] = &all[i]
	}
	return out
}

// MaxTraced bounds, in blocks, what a page leaves. None that a person wrote has more.
const MaxTraced = 4000

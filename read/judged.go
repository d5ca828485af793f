package read

import "dateline/read/dom"

// A block is a block of the page with what was made of it.
type block struct {
	*dom.Block
	judgement
}

// A judgement is what the rules, the trees, the site's other pages and the desk
// make of a block.
type judgement struct {
	sure     float32  // that it is body, 0 to 1
	repeated int      // other pages of the site that said the same
	told     string   // the role that the desk gave it, here or on a page set alike
	ruled    dom.Role // what rules alone would make of it
	said     dom.Role // what its opening words say of it
	bylined  bool     // it reads like a byline
	dated    bool     // it says a date and little else
	role     dom.Role // what it turned out to be
}

// unjudged pairs each block with a judgement that is still empty.
func unjudged(blocks []*dom.Block) []*block {
	all := make([]block, len(blocks))
	out := make([]*block, len(blocks))
	for i, b := range blocks {
		all[i].Block = b
		out[i] = &all[i]
	}
	return out
}

package site

import (
	"errors"
	"hash/fnv"
	"strconv"
	"strings"

	"dateline/news"
	"dateline/read/body"
	"dateline/read/claims"
	"dateline/read/dom"
)

// A PageProfile is what a page leaves for the profile of its site: for each block how
// it is set, what it says, by digest, and how sure the reader was that it is
// body without any profile. It holds no text, and is some 2 KB when encoded.
type PageProfile struct {
	story  uint64 // digest of the headline
	blocks []profiledBlock
}

type profiledBlock struct {
	style, text uint64 // digests
	sure        uint8  // 0 to 255
	words       uint8  // 255: as many or more
	anchor      int8   // above 0: something other than the page's look says that it is body; below: that it is not
}

// Hints are what a site's profile, and the desk, say of a page's blocks. They are
// rough on purpose: as long as a profile says much the same, the page need not
// be read again.
type Hints struct{ blocks []hint }

type hint struct {
	sure     uint8 // 0: no hint; else 1 + the degree of sureness that it is body
	said     string
	repeated int // other pages of the site that said the same; tells people why
}

// degrees of being sure that a block is body: what selectBody tells apart, and
// the sureness that stands for each.
var degrees = []struct{ below, is float32 }{{body.MaybeBody, 0.05}, {0.5, 0.3}, {body.Surely, 0.7}, {2, 0.95}}

func degreeOf(sure float32) uint8 {
	for i, d := range degrees {
		if sure < d.below {
			return uint8(i)
		}
	}
	return uint8(len(degrees) - 1)
}

// say notes what is worth saying: a judgement that makes something else of the
// block than the reader's own.
func (a *hint) say(alone, now float32, said string) {
	switch said {
	case "":
		if d := degreeOf(now); d != degreeOf(alone) {
			a.sure = 1 + d
		}
	case dom.RoleBody.Name():
		a.sure, a.said = 1+degreeOf(1), said
	default:
		a.sure, a.said = 1+degreeOf(0), said
	}
}

// Key returns the same for hints that make the same of a page; nothing for none.
func (a Hints) Key() string {
	h := fnv.New64a()
	any := false
	for i, b := range a.blocks {
		if b.sure == 0 {
			continue
		}
		any = true
		h.Write([]byte{byte(i), byte(i >> 8), byte(i >> 16), b.sure})
		h.Write([]byte(b.said))
	}
	if !any {
		return ""
	}
	return strconv.FormatUint(h.Sum64(), 36)
}

// digest is of 48 bits, so that JSON keeps it whole wherever it is read.
func digest(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s))
	return h.Sum64() & (1<<48 - 1)
}

// ProfileOf returns what a page leaves for the profile of its site.
func ProfileOf(s *body.Scene, item news.Item) PageProfile {
	t := PageProfile{story: digest(s.Headline), blocks: make([]profiledBlock, min(len(s.Blocks), body.MaxTraced))}
	anchors := anchorsOf(s, item)
	seen := map[string]bool{}
	for i, b := range s.Blocks[:len(t.blocks)] {
		style := withoutDigits(s.Signatures[i]) + "|" + string(b.Kind) + strconv.Itoa(b.Level) + strconv.FormatBool(b.LinkShare > 0.8) + strconv.FormatBool(b.Slanted > 0.8) + strconv.FormatBool(b.Strong > 0.8)
		if !seen[style] {
			seen[style] = true
			style += "|first" // the first of its kind is often a standfirst, or a label
		}
		t.blocks[i] = profiledBlock{text: digest(b.Letters), sure: uint8(b.Sure*255 + 0.5), words: uint8(min(b.Words, 255)), anchor: anchors[i]}
		if b.Node != nil { // a line of bare text is not set in any way
			t.blocks[i].style = digest(style)
		}
	}
	return t
}

// withoutDigits takes out of class names what numbers single elements.
func withoutDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, s)
}

// What an anchor is worth: the page's own JSON-LD, which the trees saw, too; or
// the feed's text, which they did not.
const (
	anchorLinked = 1
	anchorFeed   = 2
)

// anchorsOf returns blocks of which something other than the page's look tells what
// they are: above 0 for body, below for what is not. The feed's full text, and
// the body that JSON-LD gives, are precise and often cut, so what is missing in
// them is held against a block only where they go on behind it.
func anchorsOf(s *body.Scene, item news.Item) []int8 {
	out := make([]int8, len(s.Blocks))
	full, worth := s.LinkedBody, int8(anchorLinked)
	if text := dom.Letters(claims.StripTags(item.Content)); len(text) > len(full) {
		full, worth = text, anchorFeed
	}
	if len(full) < 400 {
		return out
	}
	full = full[:min(len(full), body.MaxLinkedBody)]
	last, held := 0, 0
	for i, b := range s.Blocks[:min(len(s.Blocks), body.MaxTraced)] {
		if b.Words >= 5 && len(b.Letters) >= 20 && strings.Contains(full, b.Letters) {
			out[i], last, held = worth, i, held+b.Words
		}
	}
	sure := 0 // words up to there that the trees hold for body
	for i, b := range s.Blocks[:last+1] {
		if b.Sure >= 0.5 {
			sure += b.Words
		}
		if out[i] == 0 && b.Words >= 8 {
			out[i] = -worth
		}
	}
	if held*10 < sure*7 {
		return make([]int8, len(s.Blocks)) // an excerpt, or another text
	}
	return out
}

// profileForm is the first byte of an encoded page profile; another form is refused.
const profileForm = 1

const profiledSize = 6 + 6 + 3 // bytes of a block

var errProfile = errors.New("this is no profile of a page, or one of another version of the reader; read the page again")

// MarshalBinary returns a page profile as bytes.
func (t PageProfile) MarshalBinary() ([]byte, error) {
	out := make([]byte, 0, 7+profiledSize*len(t.blocks))
	six := func(n uint64) {
		out = append(out, byte(n>>40), byte(n>>32), byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	}
	out = append(out, profileForm)
	six(t.story)
	for _, b := range t.blocks {
		six(b.style)
		six(b.text)
		out = append(out, b.sure, b.words, byte(b.anchor))
	}
	return out, nil
}

// UnmarshalBinary reads a page profile from bytes.
func (t *PageProfile) UnmarshalBinary(data []byte) error {
	if len(data) < 7 || data[0] != profileForm || (len(data)-7)%profiledSize != 0 {
		return errProfile
	}
	six := func(at int) (n uint64) {
		for _, b := range data[at : at+6] {
			n = n<<8 | uint64(b)
		}
		return n
	}
	t.story = six(1)
	t.blocks = make([]profiledBlock, (len(data)-7)/profiledSize)
	for i := range t.blocks {
		at := 7 + i*profiledSize
		t.blocks[i] = profiledBlock{style: six(at), text: six(at + 6), sure: data[at+12], words: data[at+13], anchor: int8(data[at+14])}
	}
	return nil
}

// Apply lets hints correct what the trees say of the blocks.
func (a Hints) Apply(blocks []*body.Judged) {
	for i, hint := range a.blocks {
		b := blocks[i]
		b.Repeated = hint.repeated
		if hint.sure > 0 {
			b.Sure = degrees[hint.sure-1].is
		}
		b.Desk = hint.said
		if role := dom.RoleNamed(hint.said); role.FillsField() {
			b.Role = role
		}
	}
}

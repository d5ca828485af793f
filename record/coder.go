package record

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"dateline/lang"
	"dateline/news"
	"dateline/record/internal/frames"
)

//go:generate go run ./internal/compile ../../shared/data/facts/dictionaries ../../shared/data/facts/gazetteers data

//go:embed data/verbs.txt.gz
var packedVerbs []byte

//go:embed data/agents.txt.gz
var packedAgents []byte

//go:embed data/actors.tsv.gz
var packedActors []byte

//go:embed data/own.verbs.txt
var ownVerbs string

// A Coder codes the events of sentences whose dependency tree is given, by
// CAMEO. It may be used from many goroutines.
type Coder struct{ frames frames.Coder }

// Dictionaries are files in the formats of the PETRARCH coders. A nil one is the
// built-in one; of Discards there is none built in.
type Dictionaries struct{ Verbs, Actors, Agents, Discards io.Reader }

// NewCoder reads a coder's dictionaries.
func NewCoder(d Dictionaries) (*Coder, error) {
	own := builtIn()
	c := &Coder{own.frames}
	var err error
	if d.Verbs != nil {
		if c.frames.Lexicon, err = frames.ReadLexicon(d.Verbs); err != nil {
			return nil, fmt.Errorf("verbs: %w", err)
		}
	}
	if d.Actors != nil || d.Agents != nil {
		c.frames.Actors = frames.NewActors()
		if d.Actors == nil {
			d.Actors = unpacked(packedActors)
		}
		if d.Agents == nil {
			d.Agents = unpacked(packedAgents)
		}
		if err := c.frames.Actors.ReadNames(d.Actors); err != nil {
			return nil, fmt.Errorf("actors: %w", err)
		}
		if err := c.frames.Actors.ReadAgents(d.Agents); err != nil {
			return nil, fmt.Errorf("agents: %w", err)
		}
	}
	if d.Discards != nil {
		if c.frames.Discards, err = frames.ReadDiscards(d.Discards); err != nil {
			return nil, fmt.Errorf("discards: %w", err)
		}
	}
	return c, nil
}

// newsCoder codes reports: with the built-in dictionaries and frames of our own.
var newsCoder = sync.OnceValue(func() frames.Coder {
	c := builtIn().frames
	c.Lexicon = ownLexicon().Join(c.Lexicon) // of frames that fit as well, ours come first
	return c
})

var ownLexicon = sync.OnceValue(func() *frames.Lexicon {
	own, err := frames.ReadLexicon(strings.NewReader(ownVerbs))
	if err != nil {
		panic("record: our own frames: " + err.Error())
	}
	own.Vouch()
	return own
})

// builtIn unpacks the embedded dictionaries on first use. The generator read
// them, so a fault in them is a fault of the build.
var builtIn = sync.OnceValue(func() *Coder {
	lexicon, err := frames.ReadLexicon(unpacked(packedVerbs))
	actors := frames.NewActors()
	if err == nil {
		err = actors.ReadNames(unpacked(packedActors))
	}
	if err == nil {
		err = actors.ReadAgents(unpacked(packedAgents))
	}
	if err != nil {
		panic("record: the embedded dictionaries: " + err.Error())
	}
	return &Coder{frames.Coder{Lexicon: lexicon, Actors: actors}}
})

func unpacked(packed []byte) io.Reader {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		panic("record: the embedded dictionaries: " + err.Error())
	}
	return z
}

// Code codes the events of one sentence on a day (zero if unknown). The words'
// spans are not looked at: the text that the facts cite is the forms with spaces
// between them, and is returned too. A party that no dictionary knows has the
// code ---; code and sector together are the party's code in the dictionaries.
func (c *Coder) Code(id string, words []lang.Word, day time.Time) (facts []news.Fact, text string) {
	var b strings.Builder
	placed := make([]lang.Word, len(words))
	for i, w := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		w.Start = b.Len()
		b.WriteString(w.Form)
		w.End = b.Len()
		placed[i] = w
	}
	text = b.String()
	cited := news.Citation{Exact: text, End: utf8.RuneCountInString(text)}
	facts = []news.Fact{}
	for _, e := range c.frames.Events(placed, day) {
		f := news.Fact{Kind: news.FactEvent, Type: plover(e.Code), CAMEO: e.Code, Predicate: predicate(text, placed, e),
			Source: []news.Actor{party(text, placed, e.Source)}, Target: []news.Actor{party(text, placed, e.Target)},
			Modality: news.Asserted, Citations: []news.Citation{cited}}
		f.ID = news.DeriveID("fact", id, e.Code, e.Source.Code, e.Target.Code)
		facts = append(facts, f)
	}
	return facts, text
}

// party cuts a code in its actor's part, of three letters, and the rest.
func party(text string, words []lang.Word, p frames.Party) news.Actor {
	a := news.Actor{Code: p.Code, Text: text[words[p.Words[0]].Start:words[p.Words[len(p.Words)-1]].End]}
	if len(a.Code) > 3 {
		a.Code, a.Sector = p.Code[:3], p.Code[3:]
	}
	return a
}

// predicate is the verb with what its frame took right behind it.
func predicate(text string, words []lang.Word, e frames.Event) string {
	last := e.Verb
	for _, w := range e.Words {
		if w > last && w <= last+3 {
			last = w
		}
	}
	for last > e.Verb {
		cut := words[last].UPOS == "CCONJ" || words[last].UPOS == "DET" || words[last].UPOS == "PUNCT" || words[last].UPOS == "ADP" && len(e.Target.Words) > 0 && e.Target.Head < last
		if !cut {
			break
		}
		last--
	}
	return text[words[e.Verb].Start:words[last].End]
}

// plover is PLOVER's type of a CAMEO code, empty for what has none (comments).
// After the conversion table of PLOVER's manual, draft 0.8.
func plover(code string) string {
	for n := min(len(code), 4); n >= 2; n-- {
		if t := ploverTypes[code[:n]]; t != "" {
			return t
		}
	}
	return ""
}

var ploverTypes = map[string]string{
	"02": "REQUEST", "03": "AGREE", "04": "CONSULT", "05": "SUPPORT", "06": "COOPERATE", "07": "AID", "08": "CONCEDE",
	"084": "RETREAT", "087": "RETREAT", "09": "ACCUSE", "10": "REQUEST", "11": "ACCUSE", "12": "REJECT", "13": "THREATEN",
	"14": "PROTEST", "15": "MOBILIZE", "16": "SANCTION", "163": "COERCE", "17": "COERCE", "1712": "ASSAULT", "175": "ASSAULT",
	"18": "ASSAULT", "19": "ASSAULT", "191": "COERCE", "192": "COERCE", "20": "ASSAULT",
}

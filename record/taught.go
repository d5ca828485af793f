package record

import (
	"slices"
	"strings"

	"dateline/news"
	"dateline/record/internal/frames"
)

// A Recorder takes down facts with what the desk taught it: frames that the machine
// by itself does not take for events. The zero value was taught nothing. It may be
// used from many goroutines.
type Recorder struct {
	coder  *frames.Coder   // nil: the built-in one
	taught map[string]bool // forms of verbs that tell an event by the desk's word
	open   bool            // also record open events
}

// WithOpenEvents returns a recorder that was taught the same and also records open
// events: every clause that reports what happened, by whomever, with or without a type.
// Too many of them are wrong to record them unasked (docs/quality.md has the figures).
func (recorder *Recorder) WithOpenEvents() *Recorder {
	with := *recorder
	with.open = true
	return &with
}

// NewRecorder makes a recorder that was taught some frames. A verb by which the
// machine tells events anyhow is taught only with the words that follow it, and what
// its own dictionary says of those comes first: what it makes of them is for Heed. A
// kind of event that CAMEO has no code for cannot be taught.
func NewRecorder(words []FrameWord) *Recorder {
	rec := &Recorder{taught: map[string]bool{}}
	var verbs, phrases strings.Builder
	for _, w := range words {
		entry, forms, phrase := w.entry()
		if phrase {
			phrases.WriteString(entry)
		} else {
			verbs.WriteString(entry)
		}
		for _, f := range forms {
			rec.taught[f] = true
		}
	}
	if len(rec.taught) == 0 {
		return &Recorder{}
	}
	coder := newsCoder()
	coder.Lexicon = vouchedFor(verbs.String()).Join(coder.Lexicon).Join(vouchedFor(phrases.String()))
	rec.coder = &coder
	return rec
}

// CannotTeach says why the word finds no events that the machine by itself does not,
// as the end of a sentence; empty if it does.
func (w FrameWord) CannotTeach() string {
	words := frameWords(w.Frame)
	switch {
	case w.code() == "" && w.Type == "":
		return "it makes events none"
	case w.code() == "":
		return w.Type + " is a kind of our own, of which CAMEO’s dictionaries, in which verbs are looked up, have no code"
	case len(words) == 0 || len(words) > 4 || strings.ContainsAny(w.Frame, "'’"):
		return "a frame that can be taught has four words at most, and no apostrophe"
	case len(words) == 1 && slices.ContainsFunc(verbForms(words[0]), tellingVerb):
		return "the machine tells events by this verb anyway"
	}
	return ""
}

func vouchedFor(dictionary string) *frames.Lexicon {
	lexicon, err := frames.ReadLexicon(strings.NewReader(dictionary))
	if err != nil {
		panic("record: what the desk taught: " + err.Error()) // entries are of letters and digits alone
	}
	lexicon.Vouch()
	return lexicon
}

// entry writes the frame in the format of the verb dictionaries, with the forms of
// its verb; empty if it is not to be taught. A phrase is of more than the verb.
func (w FrameWord) entry() (entry string, forms []string, phrase bool) {
	if w.CannotTeach() != "" {
		return "", nil, false
	}
	words, code := frameWords(w.Frame), w.code()
	forms, phrase = verbForms(words[0]), len(words) > 1
	verb, own, pattern := strings.ToUpper(words[0]), code, ""
	if phrase {
		own, pattern = "---", "- * "+strings.ToUpper(strings.Join(words[1:], " "))+" ["+code+"]\n"
	}
	return "--- " + verb + " [" + own + "] ---\n" + verb + " {" + strings.ToUpper(strings.Join(forms, " ")) + "}\n" + pattern + "\n", forms, phrase
}

// code is the CAMEO code of the word, of its type's widest if it names none.
func (w FrameWord) code() string {
	if w.CAMEO != "" || w.Type == "" {
		return w.CAMEO
	}
	return widestCodes[w.Type]
}

// widestCodes are the codes of CAMEO that say no more than a type of PLOVER's.
var widestCodes = map[string]string{"REQUEST": "100", "AGREE": "030", "CONSULT": "040", "SUPPORT": "050", "COOPERATE": "060", "AID": "070", "CONCEDE": "080",
	"RETREAT": "087", "ACCUSE": "110", "REJECT": "120", "THREATEN": "130", "PROTEST": "140", "MOBILIZE": "150", "SANCTION": "160", "COERCE": "170", "ASSAULT": "180"}

// Record takes down the facts of a report. Facts is never nil, in the order of
// the text, and the same for the same report. Citations count code points of
// r.Text and carry the report's id and version. Only English is read.
func Record(r news.Report) news.Record { return (&Recorder{}).Record(r) }

// coder is the one that the report is coded with.
func (d *document) coder() frames.Coder {
	if d.recorder == nil || d.recorder.coder == nil {
		return newsCoder()
	}
	return *d.recorder.coder
}

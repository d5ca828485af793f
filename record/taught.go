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
}

// NewRecorder makes a recorder that was taught some frames. Those by which the
// machine tells events anyhow are for Heed; so are those that CAMEO has no code for.
func NewRecorder(words []FrameWord) *Recorder {
	var dictionary strings.Builder
	rec := &Recorder{taught: map[string]bool{}}
	for _, w := range words {
		entry, forms := w.entry()
		dictionary.WriteString(entry)
		for _, f := range forms {
			rec.taught[f] = true
		}
	}
	if dictionary.Len() == 0 {
		return &Recorder{}
	}
	lexicon, err := frames.ReadLexicon(strings.NewReader(dictionary.String()))
	if err != nil {
		panic("record: what the desk taught: " + err.Error()) // entries are of letters and digits alone
	}
	lexicon.Vouch()
	coder := newsCoder()
	coder.Lexicon = lexicon.Join(coder.Lexicon)
	rec.coder = &coder
	return rec
}

// entry writes the frame in the format of the verb dictionaries, with the forms of
// its verb; empty if it is not to be taught.
func (w FrameWord) entry() (entry string, forms []string) {
	words := frameWords(w.Frame)
	code := w.code()
	if len(words) == 0 || len(words) > 4 || code == "" || strings.ContainsAny(w.Frame, "'’") {
		return "", nil
	}
	forms = verbForms(words[0])
	if slices.ContainsFunc(forms, tellingVerb) {
		return "", nil
	}
	own := code
	if len(words) > 1 {
		own = "---"
	}
	verb := strings.ToUpper(words[0])
	entry = "--- " + verb + " [" + own + "] ---\n" + verb + " {" + strings.ToUpper(strings.Join(forms, " ")) + "}\n"
	if len(words) > 1 {
		entry += "- * " + strings.ToUpper(strings.Join(words[1:], " ")) + " [" + code + "]\n"
	}
	return entry + "\n", forms
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

package lang

import "github.com/gogs/chardet"

// charsetSample bounds how much of a text's bytes is looked at.
const charsetSample = 64 << 10

// Charset gives the most likely charset of bytes that are not UTF-8, by the
// statistics of their letters, and how sure that is, 0 to 100. Tags of HTML may
// be left out of account. It is empty if nothing is likely. The same bytes
// always give the same: the detector's guesses come in any order, and of two
// that are as likely the first by name counts.
func Charset(b []byte, html bool) (name string, confidence int) {
	detector := chardet.NewTextDetector()
	if html {
		detector = chardet.NewHtmlDetector()
	}
	guesses, err := detector.DetectAll(b[:min(len(b), charsetSample)])
	if err != nil {
		return "", 0 // nothing is likely
	}
	best := guesses[0]
	for _, g := range guesses {
		if g.Confidence > best.Confidence || g.Confidence == best.Confidence && g.Charset < best.Charset {
			best = g
		}
	}
	return best.Charset, best.Confidence
}

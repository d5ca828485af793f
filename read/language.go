package read

import "dateline/lang"

// chooseLanguage weighs what a page declares against its text. The text wins
// where it is long and plain enough to be sure of: templates are often
// declared in the language of whoever made them.
func chooseLanguage(declared, text string) string {
	found := lang.Detect(text)
	if found == "" || len(text) < 200 && declared != "" {
		return declared
	}
	return found
}

package site

import (
	"cmp"
	"errors"
	"strings"

	"dateline/news"
	"dateline/read/body"
	"dateline/read/dom"
	"dateline/read/field"
	"dateline/read/phrase"
)

// A Correction is what the desk says of one block of a page. It binds the page
// itself whenever it is read, and weighs as a label for the site's other pages.
type Correction struct {
	Text string `json:"text"` // of the block, compared by letters and digits alone
	// Body says whether the block is body; Role, if there is one, says more. It is
	// one of CorrectionRoles.
	Body bool   `json:"body,omitempty"`
	Role string `json:"role,omitempty"`
}

// roleOther: of a block that is none of the report's own parts.
const roleOther = "other"

// CorrectionRoles are the roles that the desk can give a block.
var CorrectionRoles = []string{dom.RoleBody.Name(), dom.RoleHeadline.Name(), dom.RoleStandfirst.Name(), dom.RoleByline.Name(), dom.RoleSection.Name(), dom.RoleCaption.Name(), dom.RoleTeaser.Name(), roleOther}

var errCorrection = errors.New("a correction names a block's text and one of the roles " + strings.Join(CorrectionRoles, ", "))

// Check says what is wrong with a correction, if anything.
func (c Correction) Check() error {
	if dom.Letters(c.Text) == "" {
		return errCorrection
	}
	for _, r := range CorrectionRoles {
		if c.role() == r {
			return nil
		}
	}
	return errCorrection
}

func (c Correction) role() string {
	switch {
	case c.Role != "":
		return c.Role
	case c.Body:
		return dom.RoleBody.Name()
	}
	return roleOther
}

// Fill fills the fields of which the desk said in which blocks they stand. What
// it said of the page's headline goes before all that the page says of itself.
func Fill(blocks []*body.Judged, report *news.Report) {
	var bylines []news.Byline
	for _, b := range blocks {
		if !dom.RoleNamed(b.Desk).FillsField() {
			continue
		}
		switch b.Desk {
		case dom.RoleHeadline.Name():
			report.Headline = b.Text
		case dom.RoleStandfirst.Name():
			report.Standfirst = b.Text
		case dom.RoleSection.Name():
			report.Section = sectionsIn(b.Text)
		case dom.RoleByline.Name():
			bylines = append(bylines, bylinesIn(b.Text)...)
		case dom.RoleCaption.Name():
			report.Figures = withCaption(report.Figures, b.Text)
		}
	}
	if len(bylines) > 0 {
		report.Bylines = bylines
	}
}

// bylinesIn reads a line of which the desk said that it is the byline.
func bylinesIn(text string) []news.Byline {
	if names := (phrase.House{}).Names(phrase.WithoutDate(text)); len(names) > 0 {
		return names
	}
	return []news.Byline{{Name: text}}
}

// sectionsIn parts a breadcrumb.
func sectionsIn(text string) (path []string) {
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("/>›»|·•", r) }) {
		if part = strings.TrimSpace(part); part != "" {
			path = append(path, part)
		}
	}
	return path
}

// withCaption adds a caption that no figure has: to the only figure that has
// none, else as a figure of which only the caption is known.
func withCaption(figures []news.Figure, text string) []news.Figure {
	caption, credit := phrase.PartCredit(text)
	without := -1
	for i, f := range figures {
		if dom.Letters(f.Caption) == dom.Letters(caption) {
			return figures
		}
		if f.Caption == "" && without < 0 {
			without = i
		}
	}
	if without < 0 {
		if len(figures) >= field.MaxFigures {
			return figures
		}
		figures, without = append(figures, news.Figure{}), len(figures)
	}
	figures[without].Caption = caption
	figures[without].Credit = cmp.Or(figures[without].Credit, credit)
	return figures
}

package desk

import (
	"regexp"
	"strings"
	"time"

	"dateline/news"
)

// Bounds of a reader's comment.
const (
	commentNameMax  = 60   // characters
	commentTextMax  = 4000 // characters
	commentLinksMax = 2
)

var (
	link       = regexp.MustCompile(`(?i)\bhttps?:|\bwww\.|\[url|<a\s`)
	blankLines = regexp.MustCompile(`\n{3,}`)
)

// ReceiveComment takes what a reader wrote: plain text, bounded, held until a
// moderator decides. The caller gives its identity and the dispatch. A refusal
// is a sentence for the reader.
func ReceiveComment(name, text string, now time.Time) (news.Comment, error) {
	name = oneLine(name)
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	text = strings.TrimSpace(blankLines.ReplaceAllString(plain(text), "\n\n"))
	switch {
	case name == "":
		return news.Comment{}, refuse(ErrContent, "Please give a name to print with your comment.")
	case len([]rune(name)) > commentNameMax:
		return news.Comment{}, refuse(ErrContent, "Please shorten your name to %d characters.", commentNameMax)
	case link.MatchString(name):
		return news.Comment{}, refuse(ErrContent, "Please give a name without a link.")
	case text == "":
		return news.Comment{}, refuse(ErrContent, "Your comment is empty; please write one.")
	case len([]rune(text)) > commentTextMax:
		return news.Comment{}, refuse(ErrContent, "Your comment has %d characters; please shorten it to %d.", len([]rune(text)), commentTextMax)
	case len(link.FindAllString(text, commentLinksMax+1)) > commentLinksMax:
		return news.Comment{}, refuse(ErrContent, "Your comment has too many links; please keep at most %d.", commentLinksMax)
	}
	return news.Comment{Name: name, Text: text, State: news.CommentHeld, At: now}, nil
}

// MayComment says whether readers may write under a dispatch now.
func MayComment(d news.Dispatch) error {
	if d.State != news.Published || !d.CommentsOpen {
		return refuse(ErrState, "Comments on this are closed.")
	}
	return nil
}

// ModerateComment approves a comment or rejects it; either may be changed to
// the other later, neither back to held.
func ModerateComment(u news.User, c news.Comment, to news.CommentState) (news.Comment, error) {
	if !mayEdit(u) {
		return c, refuse(ErrRole, "Only an editor may moderate comments; ask one.")
	}
	if to != news.CommentApproved && to != news.CommentRejected {
		return c, refuse(ErrState, "A comment is either approved or rejected; choose one.")
	}
	c.State = to
	return c, nil
}

package read

import (
	"net/url"

	"dateline/news"
	"dateline/read/body"
	"dateline/read/dom"
	"dateline/read/field"
)

// readHTML reads a page of mark-up: blocks and claims, a judgement of each block, what
// the site's other pages and the desk say of it, the selection of the body, and the
// fields read from all of that.
func readHTML(source string, base *url.URL, judges body.Judges, r *recall) (news.Report, error) {
	page, err := field.Open(source, base)
	if err != nil {
		return news.Report{}, err
	}
	scene, numbers := page.Describe()
	judges.Judge(scene, numbers)
	r.weigh(scene)
	page.Select()
	report := page.Report()
	r.obey(page.Blocks, &report)
	for _, b := range page.Blocks {
		if field := toldFields[b.Desk]; field != "" {
			report.Evidence[field] = "the desk"
		}
	}
	r.note(page.Blocks)
	report.Confidence, report.Reasons = confidence(page.Blocks, report)
	return report, nil
}

// toldFields are the fields that the desk fills when it says what a block is.
var toldFields = map[string]string{dom.RoleHeadline.Name(): "headline", dom.RoleStandfirst.Name(): "standfirst", dom.RoleSection.Name(): "section", dom.RoleByline.Name(): "bylines", dom.RoleCaption.Name(): "figures"}

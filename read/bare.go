package read

import (
	"dateline/news"
	"dateline/read/body"
	"dateline/read/dom"
	"dateline/read/plain"
)

// readText reads a capture that is bare text: its lines, a judgement of each, what the
// site's other pages and the desk say of them, and the body with what stands around it.
func readText(source string, judges plain.Judges, r *recall) news.Report {
	c := plain.Open(source, judges)
	c.Judge(judges)
	blocks := c.Blocks()
	if r != nil {
		scene := body.NewScene(blocks)
		scene.Headline = dom.Letters(c.Report.Headline)
		r.weigh(scene)
		c.Take(blocks)
	}
	c.Select()
	for i, b := range blocks {
		b.Role = c.Lines[i].Role
	}
	report := c.Report
	r.obey(blocks, &report)
	r.note(blocks)
	report.Confidence, report.Reasons = confidence(blocks, report)
	return report
}

package newsroom

import (
	"context"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"dateline/store"
)

// A Finding is something that an examination found.
type Finding struct {
	Wrong    bool
	Sentence string // what is so and, if it is wrong, what to do
}

// Examine looks into everything that can go wrong and tells what it finds.
func (n *Newsroom) Examine(ctx context.Context, tell func(Finding)) error {
	say := func(wrong bool, format string, args ...any) { tell(Finding{wrong, fmt.Sprintf(format, args...)}) }
	if err := n.examineDatabase(ctx, say); err != nil {
		return err
	}
	if err := n.examineRights(say); err != nil {
		return err
	}
	read := 0
	damaged, err := n.db.CheckCaptures(ctx, func(k int) { read = k })
	if err != nil {
		return fmt.Errorf("checking the captures: %w", err)
	}
	for _, d := range damaged {
		say(true, "%s.", d)
	}
	say(len(damaged) > 0, "%d captures were read and compared with their digests; %d are damaged.", read, len(damaged))
	if err := n.EachSource(ctx, "", func(s store.SourceRow) error {
		if s.LastError != "" {
			h := HealthOf(s, n.now())
			say(true, "The source %s (%s, %s): %s. %s", s.Name, s.Feed, s.ID, h.Words, h.Advice)
		}
		return nil
	}); err != nil {
		return err
	}
	if err := n.examineTroubles(ctx, say); err != nil {
		return err
	}
	if err := n.examineHold(ctx, say); err != nil {
		return err
	}
	counts, err := n.db.Counts(ctx)
	if err != nil {
		return err
	}
	if given := counts["pages given up"]; given > 0 {
		say(false, "%d pages could not be had; each source's page says which and why.", given)
	}
	if n.mailer == nil {
		say(counts["deliveries owed"] > 0, "No SMTP server is set (--smtp-host): e-mail waits; %d deliveries are owed.", counts["deliveries owed"])
	}
	concerns, err := n.Concerns(ctx, counts)
	if err != nil {
		return err
	}
	for _, c := range concerns {
		say(true, "%s. %s", c.What, c.Advice)
	}
	unopened, err := n.db.Unopened(ctx)
	if err != nil {
		return err
	}
	if unopened > 0 {
		say(true, "%d secrets of webhooks and subscriptions are encrypted with a key that isn't here: what needs them isn't sent. "+
			"Put the line of the old %s back into that file and restart; webhooks can also be set up anew.", unopened, store.KeyFile)
	}
	needs, err := n.NeedsAdministrator(ctx)
	if err != nil {
		return err
	}
	if needs {
		say(true, "Nobody can sign in yet. Start dateline serve and open the address that it prints, or use dateline user add.")
	}
	return nil
}

// examineHold says whether what goes out is held back after a restore.
func (n *Newsroom) examineHold(ctx context.Context, say func(wrong bool, format string, args ...any)) error {
	hold, err := n.db.Hold(ctx)
	if err != nil || hold == nil {
		return err
	}
	say(true, "This newsroom was restored at %s, and nothing goes out until an administrator says that it is the live one: at the desk (/desk/hold), or with dateline live.", hold.Since.Format(time.RFC3339))
	return nil
}

// Reread makes everything due to be derived again from the kept captures with
// this version's code: read, settled into stories and recorded. It says how many
// captures. Nothing is fetched.
func (n *Newsroom) Reread(ctx context.Context) (planned int64, err error) {
	err = n.db.Write(ctx, "rereading", func(tx *store.Tx) error {
		if planned, err = tx.PlanReread(StepRead, StepRecord, n.now()); err != nil {
			return err
		}
		return tx.MoveMark(followSettle, neverSettled)
	})
	return planned, err
}

// Metrics gives the newsroom's figures to a Prometheus registry.
func (n *Newsroom) Metrics() prometheus.Collector { return metrics{n} }

type metrics struct{ n *Newsroom }

var (
	metricKept    = prometheus.NewDesc("dateline_kept", "What the newsroom keeps, by noun.", []string{"noun"}, nil)
	metricHeld    = prometheus.NewDesc("dateline_held", "1 while a restored newsroom holds back what goes out, else 0.", nil, nil)
	metricDamaged = prometheus.NewDesc("dateline_damaged", "Parts of what is kept that are damaged: pages of the database and captures.", nil, nil)
	metricChecked = prometheus.NewDesc("dateline_checked_timestamp_seconds", "When all that is kept was last read through; 0 if it never was.", nil, nil)
	metricWork    = prometheus.NewDesc("dateline_work_pending", "Steps that are due now or in hand, by kind.", []string{"step"}, nil)
)

var (
	metricFree     = prometheus.NewDesc("dateline_disk_free_bytes", "Free space for the data folder.", nil, nil)
	metricReserve  = prometheus.NewDesc("dateline_disk_reserve_bytes", "Space that is set aside for the desk.", nil, nil)
	metricPaused   = prometheus.NewDesc("dateline_collecting_paused", "1 while collecting waits for space on the disk.", nil, nil)
	metricReadOnly = prometheus.NewDesc("dateline_read_only", "1 while nothing can be saved because the disk is full.", nil, nil)
	metricFaults   = prometheus.NewDesc("dateline_environment_faults_total", "Faults of the machine that work has met, by kind; no item is charged for them.", []string{"fault"}, nil)
	metricJumps    = prometheus.NewDesc("dateline_clock_jumps_total", "Jumps of the wall clock since the start.", nil, nil)
	metricAhead    = prometheus.NewDesc("dateline_clock_unconfirmed_seconds", "By how much the wall clock is ahead of what is sure; embargoes are held while it is above 120.", nil, nil)
)

// Describe implements prometheus.Collector.
func (m metrics) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{metricKept, metricWork, metricFree, metricReserve, metricPaused, metricReadOnly, metricFaults, metricJumps, metricAhead, metricHeld, metricDamaged, metricChecked} {
		out <- d
	}
}

// condition gives what the disk and the clock are like.
func (m metrics) condition(out chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64) { out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v) }
	is, s := m.n.Condition(), m.n.db.Fullness()
	if s, err := m.n.db.Space(); err == nil {
		gauge(metricFree, float64(s.Free))
	}
	gauge(metricReserve, float64(s.Reserve))
	gauge(metricPaused, oneIf(is.Paused))
	gauge(metricReadOnly, oneIf(is.ReadOnly))
	for fault, times := range m.n.faults.counted() {
		out <- prometheus.MustNewConstMetric(metricFaults, prometheus.CounterValue, float64(times), string(fault))
	}
	jumps, ahead := m.n.clock.told()
	out <- prometheus.MustNewConstMetric(metricJumps, prometheus.CounterValue, float64(jumps))
	gauge(metricAhead, max(ahead.Seconds(), 0))
}

func oneIf(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// Collect implements prometheus.Collector.
func (m metrics) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	m.condition(out)
	counts, err := m.n.db.Counts(ctx)
	if err != nil {
		out <- prometheus.NewInvalidMetric(metricKept, err)
	}
	for noun, n := range counts {
		out <- prometheus.MustNewConstMetric(metricKept, prometheus.GaugeValue, float64(n), noun)
	}
	hold, err := m.n.db.Hold(ctx)
	if err != nil {
		out <- prometheus.NewInvalidMetric(metricHeld, err)
	} else {
		out <- prometheus.MustNewConstMetric(metricHeld, prometheus.GaugeValue, oneIf(hold != nil))
	}
	if c, err := m.n.Checked(ctx); err != nil {
		out <- prometheus.NewInvalidMetric(metricDamaged, err)
	} else {
		wrong, _ := c.Wrong()
		out <- prometheus.MustNewConstMetric(metricDamaged, prometheus.GaugeValue, float64(wrong))
		out <- prometheus.MustNewConstMetric(metricChecked, prometheus.GaugeValue, float64(max(c.Done.Unix(), 0)))
	}
	work, err := m.n.Work(ctx)
	if err != nil {
		out <- prometheus.NewInvalidMetric(metricWork, err)
	}
	for step, n := range work {
		out <- prometheus.MustNewConstMetric(metricWork, prometheus.GaugeValue, float64(n), step)
	}
}

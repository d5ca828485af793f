// Package newsroom is the corridor: it carries a report from room to room, one
// step at a time, and takes the desk's orders.
//
// In come a folder of data and settings; out goes a running newsroom: sources
// are looked at when they are due, pages fetched, read, joined, recorded,
// matched and indexed, dispatches released and delivered. Each step loads, calls
// a stage, saves, and makes the next step due in one transaction, so that a
// crash at any instant leaves it either not done or done once. The methods that
// pages and commands call (AddSource, Search, Order …) are in files of their own;
// what can simply be looked up is looked up in Reader.
package newsroom

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"dateline/collect"
	"dateline/deliver"
	"dateline/desk"
	"dateline/fetch"
	"dateline/match"
	"dateline/news"
	"dateline/publish"
	"dateline/store"
)

// A Role is a part of the work that a process does.
type Role string

const (
	RoleCollect Role = "collect" // looks at sources and fetches pages
	RoleRead    Role = "read"    // reads, joins, records, matches, indexes
	RoleDeliver Role = "deliver" // releases embargoes and sends what is owed
	RoleWeb     Role = "web"     // serves pages; the newsroom itself does nothing for it
)

// AllRoles is what one process does by itself.
var AllRoles = []Role{RoleCollect, RoleRead, RoleDeliver, RoleWeb}

// Config is what a newsroom is told. The zero value of a field means its default.
type Config struct {
	Data     string // the data folder
	Roles    []Role
	Site     publish.Site
	Fetch    fetch.Config
	SMTP     deliver.SMTPConfig // no host: e-mail waits until there is one
	RootCAs  *x509.CertPool
	Evidence EvidencePolicy
	Facts    FactsPolicy
	Public   PublicPolicy
	Keep     Keep
	Sessions SessionLimits
	Costly   store.CostlyBounds // of reads whose cost grows with the archive
	Clock    func() time.Time   // the wall clock; time.Now

	// SecretKey encrypts the secrets in the database; empty: the key in the data
	// folder's file store.KeyFile.
	SecretKey string
	Log       *slog.Logger

	// MinFree is how many bytes must be free on the disk for work that makes the
	// data folder grow; 0: a gibibyte or two hundredths of the disk, but at most a
	// tenth; negative: that it collects until the disk is full.
	MinFree int64
	// Reserve is how many bytes are set aside for the desk when nothing else is
	// left; 0: none.
	Reserve int64
	// Steady is a clock beside Clock that only runs and that nobody sets: the time
	// since some moment. By it jumps of Clock are noticed. nil: the machine's.
	Steady func() time.Duration
}

// Keep says how long is kept what is no longer needed: evidence that nothing stands on. What a version of
// a report was read from is always kept.
type Keep struct {
	Feeds time.Duration // captures of feeds, sitemaps and page lists; 0: for ever
	Pages time.Duration // captures of pages; 0: for ever

	Messages time.Duration // texts of e-mails and webhooks, once none of their deliveries is pending; 0: for ever
}

// EvidencePolicy says what readers of the public site may see of the evidence.
type EvidencePolicy string

const (
	EvidenceOpen    EvidencePolicy = "open"    // the cited sentence, where it stands, and the stored capture
	EvidenceExcerpt EvidencePolicy = "excerpt" // the cited sentence and the digest; the capture only at the desk
)

// PublicPolicy says what readers of the public site see besides what the desk
// published.
type PublicPolicy string

const (
	PublicReleased PublicPolicy = "released" // nothing; the default
	PublicAll      PublicPolicy = "all"      // also stories, their reports' headlines, facts and the register
)

// FactsPolicy says which recorded facts readers of the public site see: on the
// pages of stories and in the register.
type FactsPolicy string

const (
	FactsApproved FactsPolicy = "approved" // those that the desk approved
	FactsAll      FactsPolicy = "all"      // also those that the machine proposed and nobody looked at
)

// What look-ups and orders answer besides a *Refusal.
var (
	ErrNotFound = store.ErrNotFound
	ErrConflict = store.ErrConflict
	ErrNoPage   = store.ErrNoPage
	ErrBusy     = store.ErrBusy
	ErrTooLong  = store.ErrTooLong
)

// A Refusal is an error that a person is told as it stands: a sentence that
// says what is wrong with what they asked for, and what to do.
type Refusal = desk.Refusal

func refuse(format string, args ...any) error {
	return &Refusal{Sentence: fmt.Sprintf(format, args...)}
}

// A Newsroom is a data folder at work. Open it, Start it, Stop it.
type Newsroom struct {
	db     *store.DB
	Site   publish.Site
	config Config
	log    *slog.Logger
	now    func() time.Time

	collector *collect.Collector
	client    *fetch.Client
	mailer    *deliver.Mailer // nil: no SMTP server is set
	webhooks  *deliver.Webhooks
	alerts    *match.Index
	joiner    *joining
	steps     []*step
	followers []*follower

	memories siteMemories
	doubtful chan struct{} // the places of looks at sources that failed the last time
	loaded   sync.Map      // store.SourceRow by id: what looks have loaded ahead
	register keptRegister
	matters  makingMatters

	taught taught

	checked atomic.Pointer[Check] // what the reading in the background found; nil: it hasn't been asked yet

	deviceKey struct {
		sync.Mutex
		is string
	}

	importing importing

	clock    *timekeeper
	boot     string     // names what the steady clock counts from
	looking  sync.Mutex // held while the clock is looked at
	space    spaceWatch
	faults   faults
	network  network
	returned returning
	sessions keptSessions
	hashing  hashPlaces

	mu      sync.Mutex
	cancel  context.CancelFunc // nil: not running
	working sync.WaitGroup
	once    bool // only what follows from what was due at the start
	begun   time.Time
	watch   watchers
}

// Open opens a data folder, beside whoever works in it. Nothing works yet. A
// database of an earlier version is refused with ErrOlder.
func Open(ctx context.Context, c Config) (*Newsroom, error) {
	return openWith(ctx, c, store.Options{}, store.Open)
}

// Claim opens a data folder for the work of this process, and no other can claim it
// until it is closed. A database of an earlier version is brought up to date.
func Claim(ctx context.Context, c Config) (*Newsroom, error) {
	return openWith(ctx, c, store.Options{Work: true}, store.Open)
}

// Look opens a newsroom in a data folder to be looked into: nothing of it is
// changed, and a database of an earlier version is refused with ErrOlder.
func Look(ctx context.Context, c Config) (*Newsroom, error) {
	return openWith(ctx, c, store.Options{}, store.Look)
}

func openWith(ctx context.Context, c Config, o store.Options, open func(context.Context, string, store.Options) (*store.DB, error)) (*Newsroom, error) {
	if c.Clock == nil {
		c.Clock = time.Now
	}
	boot := "given"
	if c.Steady == nil {
		c.Steady, boot = machineSteady(), machineBoot()
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if len(c.Roles) == 0 {
		c.Roles = AllRoles
	}
	if c.Evidence == "" {
		c.Evidence = EvidenceExcerpt
	}
	if c.Facts == "" {
		c.Facts = FactsApproved
	}
	o.Key = c.SecretKey
	o.Costly = c.Costly
	db, err := open(ctx, c.Data, o)
	if err != nil {
		return nil, err
	}
	n := &Newsroom{db: db, Site: c.Site, config: c, log: c.Log, now: c.Clock, boot: boot, clock: &timekeeper{wall: c.Clock, steady: c.Steady}, alerts: match.NewIndex(), doubtful: make(chan struct{}, doubtfulAtOnce),
		hashing: newHashPlaces()}
	if err := n.furnish(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return n, nil
}

// furnish makes what the steps work with.
func (n *Newsroom) furnish(ctx context.Context) (err error) {
	if n.client, err = fetch.New(n.config.Fetch); err != nil {
		return fmt.Errorf("preparing to fetch: %w", err)
	}
	n.collector = collect.New(n.client)
	n.webhooks = deliver.NewWebhooks(n.client)
	if n.config.SMTP.Host != "" {
		if n.mailer, err = deliver.NewMailer(n.config.SMTP); err != nil {
			return fmt.Errorf("preparing to send e-mail: %w", err)
		}
	}
	n.joiner = newJoining(n)
	n.steps, n.followers = n.allSteps(), n.allFollowers()
	n.db.OnDue(n.wake)
	return n.loadAlerts(ctx)
}

// Reader returns the half of the database that only looks things up.
func (n *Newsroom) Reader() *store.Reader { return n.db.Reader }

// DB returns the whole database, for the demo, measurements and tests, which put
// into it what no order would. Pages and commands have Reader.
func (n *Newsroom) DB() *store.DB { return n.db }

// ReadOnly reports whether the disk was so full that the data folder was opened for reading alone.
func (n *Newsroom) ReadOnly() bool { return n.db.Fullness().ReadOnly }

// Now is the newsroom's time.
func (n *Newsroom) Now() time.Time { return n.now() }

// ShowsFact says whether readers of the public site are shown a fact.
func (n *Newsroom) ShowsFact(f news.Fact) bool {
	return f.State == news.FactApproved || n.config.Facts == FactsAll && f.State != news.FactRejected
}

// ShowsIncoming reports whether readers see stories, facts and the register, which no
// person released.
func (n *Newsroom) ShowsIncoming() bool { return n.config.Public == PublicAll }

// Evidence says what readers may see of the evidence.
func (n *Newsroom) Evidence() EvidencePolicy { return n.config.Evidence }

// Start begins the work of the newsroom's roles and returns. It may be called again after Stop.
func (n *Newsroom) Start() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.cancel != nil {
		return nil
	}
	ctx, cancel := context.WithCancel(context.Background()) // ends with Stop, not with whoever started it
	if err := n.db.Own(ctx); err != nil {
		cancel()
		return err
	}
	n.lookAtSpace()
	err := n.begin(ctx)
	if fault := n.faultOf(err); fault != "" {
		// Readers are served all the same; the work begins when the fault has passed.
		n.log.Error("the newsroom serves what it has and begins to work later", "fault", fault, "error", err, "says", n.Condition().Sentence())
		n.cancel = cancel
		n.working.Go(func() { n.beginLater(ctx) })
		return nil
	}
	if err != nil {
		cancel()
		return fmt.Errorf("starting the newsroom: %w", err)
	}
	n.cancel = cancel
	n.work(ctx)
	return nil
}

// begin puts right what the last process left, and looks at the clock.
func (n *Newsroom) begin(ctx context.Context) error {
	if n.db.Fullness().ReadOnly {
		return store.ErrReadOnly
	}
	if err := n.beginClock(ctx); err != nil {
		return err
	}
	return n.recover(ctx)
}

// beginLater begins to work once what stood against it has passed. A database
// that was opened for reading alone stays so until it is opened anew.
func (n *Newsroom) beginLater(ctx context.Context) {
	tick := time.NewTicker(spaceEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		n.lookAtSpace()
		if n.db.Fullness().ReadOnly {
			continue
		}
		err := n.begin(ctx)
		if err == nil {
			n.log.Info("the newsroom begins to work")
			n.work(ctx)
			return
		}
		if n.faultOf(err) == "" && ctx.Err() == nil {
			n.log.Error("starting the newsroom", "error", err)
		}
	}
}

// work starts the steps and followers of the newsroom's roles.
func (n *Newsroom) work(ctx context.Context) {
	n.begun = n.now()
	n.working.Go(func() { n.tend(ctx) })
	if RoleRead.in(n.config.Roles) {
		for _, f := range n.followers {
			n.working.Go(func() { n.follow(ctx, f) })
		}
		n.working.Go(func() { n.tendMatters(ctx) })
	}
	for _, s := range n.steps {
		if s.role.in(n.config.Roles) {
			n.working.Go(func() { n.run(ctx, s) })
		}
	}
}

// recover puts right what a process left that died: leases are freed, and what
// was being sent is sorted out.
func (n *Newsroom) recover(ctx context.Context) error {
	if err := n.settleUnfinished(ctx); err != nil {
		return err
	}
	if err := n.db.MoveCaptures(ctx); err != nil {
		return err
	}
	if err := n.renewOutlines(ctx); err != nil {
		return err
	}
	if err := n.loadChecked(ctx); err != nil {
		return err
	}
	return n.db.WriteUrgent(ctx, "freeing what a process held that is no more", func(tx *store.Tx) error {
		freed, err := tx.FreeLeases(n.now())
		if freed > 0 {
			n.log.Info("took up work that was under way when the program ended", "steps", freed)
		}
		if err != nil {
			return err
		}
		return errors.Join(tx.Plan(stepRetain, "evidence", n.now()), tx.PlanIfNone(stepCheck, "all", n.now().Add(checkPause)))
	})
}

// deliverGrace is how long e-mails and webhooks that are being sent may take when
// the newsroom stops.
const deliverGrace = 4 * time.Second

// Stop ends the work and returns when all of it has ended. It may be called twice.
func (n *Newsroom) Stop() { n.StopWithin(context.Background()) }

// StopWithin ends the work and reports whether all of it ended before ctx did. What
// goes on beyond that writes nothing more once the newsroom is closed, and is done
// again at the next start.
func (n *Newsroom) StopWithin(ctx context.Context) bool {
	n.mu.Lock()
	cancel := n.cancel
	n.cancel = nil
	n.mu.Unlock()
	if cancel != nil {
		cancel()
	}
	ended := make(chan struct{})
	go func() {
		n.importing.breakOff()
		n.working.Wait()
		close(ended)
	}()
	select {
	case <-ended:
		return true
	case <-ctx.Done():
		return false
	}
}

// Close stops the newsroom and closes its data folder.
func (n *Newsroom) Close() error {
	n.Stop()
	return n.db.Close()
}

func (r Role) in(roles []Role) bool {
	for _, x := range roles {
		if x == r {
			return true
		}
	}
	return false
}

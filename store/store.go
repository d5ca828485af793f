// Package store keeps everything that Dateline knows: sources, captures,
// reports, stories, facts, dispatches, deliveries, people, what is due and what
// is searched. All SQL of the program is here and nowhere else.
//
// In come values of package news and, for what only a stage understands, opaque
// strings; out come the same values, and pages of rows with a cursor. Reads are
// methods of *Reader and may run side by side; writes happen inside DB.Write, whose
// function gets a *Tx: what it does is done wholly or not at all, and several
// waiting writes share one commit. Pages and commands get a *Reader alone.
// Nothing here looks at the clock: times come in.
//
// The embedded engine is SQLite: one file, one writer connection with immediate
// transactions, a pool of readers, write-ahead log, synchronous=FULL. What was
// fetched stands beside it in WARC files.
package store

import (
	"cmp"
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	_ "modernc.org/sqlite" // registers the driver "sqlite"

	"dateline/store/pagesum"
)

//go:embed schema/*.sql
var schema embed.FS

// FileName is the name of the database inside a data folder.
const FileName = "dateline.db"

// ErrNotFound is what a look-up of one thing gives when there is none.
var ErrNotFound = errors.New("not found")

// A Reader is the half of an open database that only looks things up. Whoever has
// no more than a Reader can't change anything.
type Reader struct {
	file    string
	readers *sql.DB
	asked   sync.Map // the readers' *sql.Stmt by query
	costly  *costlyReaders
	sealer  *sealer
	dec     *zstd.Decoder

	reserve  *reserve
	full     atomic.Bool // the last write met a full disk
	readOnly bool        // the disk was full when it was opened
	evidence *evidence   // touched by the writer alone, apart from its folder
}

// DB is an open database: a Reader that can also write. Close it when done.
type DB struct {
	*Reader
	writer  *sql.DB
	conn    *sql.Conn // the one writer connection; nil: it is only looked into
	claim   claim
	stmts   map[string]*sql.Stmt // the writer's
	gate    sync.RWMutex         // held while the queue is sent to, so that Close doesn't close it under a writer
	closed  bool
	queue   chan []*write
	done    chan struct{}
	closing sync.Once
	enc     *zstd.Encoder
	packers chan *gzip.Writer

	mu     sync.Mutex
	wakers []func(kinds []string)
}

// Options are what Open can be told.
type Options struct {
	// Work claims the folder for this process before anything in it is touched, as
	// Own does; whoever works there brings an older database up to date.
	Work    bool
	Readers int // connections for reading at the same time; 0 means twice the number of cores, at least 4

	// Key encrypts the secrets in the database (see KeyFile); empty: the key file's.
	Key string

	FullFile int64 // bytes at which the next WARC file is begun; 0 means 256 MiB
	Costly   CostlyBounds
}

// openToWrite opens the database in a data folder, making both if need be.
func openToWrite(ctx context.Context, folder string, o Options) (db *DB, err error) {
	file := filepath.Join(folder, FileName)
	var own claim
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("opening the database %s: %w", file, err), own.release())
		}
	}()
	if err := os.MkdirAll(folder, privateFolder); err != nil {
		return nil, fmt.Errorf("making the data folder: %w", err)
	}
	if err := closeToOthers(folder); err != nil {
		return nil, fmt.Errorf("closing the data folder to other users: %w", err)
	}
	if o.Work {
		if err := own.take(ctx, folder); err != nil {
			return nil, err
		}
		if err := notSuperseded(folder); err != nil {
			return nil, err
		}
	}
	if err := upToDate(ctx, &own, folder, o.Work); err != nil {
		return nil, err
	}
	if o.Work { // a restore was cut off when all but this was done
		if err := os.RemoveAll(filepath.Join(folder, restoring)); err != nil {
			return nil, err
		}
	}
	writer, err := connect(file, "rw")
	if err != nil {
		return nil, err
	}
	writer.SetMaxOpenConns(1)
	conn, err := writer.Conn(ctx)
	if err != nil {
		return nil, errors.Join(err, writer.Close())
	}
	if db, err = openReaders(folder, o); err != nil {
		return nil, errors.Join(err, conn.Close(), writer.Close())
	}
	db.writer, db.conn = writer, conn
	db.claim.lock, own.lock = own.lock, nil
	go db.writeLoop()
	if !o.Work {
		return db, nil
	}
	if err := db.sealSecrets(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("opening the database %s: %w", file, err), db.Close())
	}
	return db, nil
}

// Look opens the database in a data folder to be read alone: nothing in the
// folder is changed, and what is to be written is refused with ErrLooking. One of
// another version is refused, with ErrNewer or ErrOlder.
func Look(ctx context.Context, folder string, o Options) (*DB, error) {
	file := filepath.Join(folder, FileName)
	v, err := AgeOf(ctx, folder)
	if err == nil {
		err = v.Refusal()
	}
	if err == nil && v.Steps > 0 {
		err = ErrOlder
	}
	if err != nil {
		return nil, fmt.Errorf("opening the database %s: %w", file, err)
	}
	db, err := openReaders(folder, o)
	if err != nil {
		return nil, err
	}
	go db.refuseLoop(ErrLooking)
	return db, nil
}

// openReaders makes a database that can be read; who writes to it, or refuses to,
// comes to it after.
func openReaders(folder string, o Options) (*DB, error) {
	file := filepath.Join(folder, FileName)
	readers, err := connect(file, "ro")
	if err != nil {
		return nil, fmt.Errorf("opening the database %s: %w", file, err)
	}
	if o.Readers == 0 {
		o.Readers = max(4, 2*runtime.GOMAXPROCS(0))
	}
	readers.SetMaxOpenConns(o.Readers)
	readers.SetMaxIdleConns(o.Readers)
	costly, err := openCostly(file, o.Costly)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening the database %s: %w", file, err), readers.Close())
	}
	sealer, err := openSealer(folder, o.Key)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening the database %s: %w", file, err), readers.Close(), costly.db.Close())
	}
	enc, _ := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1)) // no options that can fail
	dec, _ := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(256<<20))
	reader := &Reader{
		file: file, readers: readers, costly: costly, sealer: sealer, dec: dec, reserve: newReserve(folder),
		evidence: newEvidence(filepath.Join(folder, EvidenceFolder), cmp.Or(o.FullFile, fullFile)),
	}
	return &DB{
		Reader: reader, stmts: map[string]*sql.Stmt{}, queue: make(chan []*write, 1024), done: make(chan struct{}),
		enc: enc, packers: newPackers(runtime.GOMAXPROCS(0)),
	}, nil
}

// connect opens a pool of connections to a database file: to read, to write, or to
// make it, by mode.
func connect(file, mode string) (*sql.DB, error) {
	if err := pagesum.Ready(); err != nil {
		return nil, fmt.Errorf("guarding the database's pages: %w", err)
	}
	return sql.Open("sqlite", dsn(file, mode))
}

// dsn puts every option into the data source name, because a PRAGMA that is
// executed reaches only one connection of a pool. The mode is ro to read, rw to
// write, copy to copy from, and alone to keep everyone else out.
func dsn(file, mode string) string {
	opened, options := "rw", ""
	switch mode {
	case "ro":
		opened, options = "ro", "&_pragma=query_only(ON)&_pragma=cache_size(-8000)" // each has a cache of its own; the system's serves all
	case "rw":
		options = "&_pragma=cache_size(-8000)&_pragma=journal_mode(WAL)&_pragma=wal_autocheckpoint(4000)" +
			"&_pragma=journal_size_limit(67108864)&_pragma=secure_delete(FAST)&_txlock=immediate"
	case "alone":
		options = "&_pragma=locking_mode(EXCLUSIVE)"
	case "unchanging": // nobody writes to it, and nothing is made beside it
		opened, options = "ro", "&immutable=1&_pragma=query_only(ON)"
	}
	return "file:" + escaped(file) + "?mode=" + opened +
		"&_pragma=busy_timeout(10000)&_pragma=synchronous(FULL)&_pragma=foreign_keys(ON)&_pragma=temp_store(MEMORY)" + options
}

// escaped is a path as it stands in a data source name.
func escaped(path string) string {
	return strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
}

// Close waits for writes under way and closes the database. The last to close a
// database carries its log over into the file and removes the log, so that a
// folder that was closed holds one file. Close may be called twice.
func (db *DB) Close() error {
	var err error
	db.closing.Do(func() {
		db.gate.Lock()
		db.closed = true
		close(db.queue)
		db.gate.Unlock()
		<-db.done
		db.dec.Close()
		err = errors.Join(db.evidence.forget(), db.readers.Close(), db.costly.db.Close())
		if db.conn != nil {
			for _, s := range db.stmts { // the pool doesn't close statements of a connection that was taken out of it
				err = errors.Join(err, s.Close())
			}
			err = errors.Join(err, db.conn.Close(), db.writer.Close())
		}
		err = errors.Join(err, db.claim.release())
	})
	return err
}

// File is the path of the database file.
func (db *Reader) File() string { return db.file }

// OnDue calls wake after each commit that made something due, with the kinds.
// wake must not block.
func (db *DB) OnDue(wake func(kinds []string)) {
	db.mu.Lock()
	defer db.mu.Unlock()
	db.wakers = append(db.wakers, wake)
}

func (db *DB) wake(kinds []string) {
	db.mu.Lock()
	wakers := db.wakers
	db.mu.Unlock()
	for _, w := range wakers {
		w(kinds)
	}
}

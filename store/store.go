// Package store keeps everything that Dateline knows: sources, captures,
// reports, stories, facts, dispatches, deliveries, people, what is due and what
// is searched. All SQL of the program is here and nowhere else.
//
// In come values of package news and, for what only a stage understands, opaque
// strings; out come the same values, and pages of rows with a cursor. Reads are
// methods of *DB and may run side by side; writes happen inside DB.Write, whose
// function gets a *Tx: what it does is done wholly or not at all, and several
// waiting writes share one commit. Nothing here looks at the clock: times come in.
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
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

//go:embed schema/*.sql
var schema embed.FS

// FileName is the name of the database inside a data folder.
const FileName = "dateline.db"

// ErrNotFound is what a look-up of one thing gives when there is none.
var ErrNotFound = errors.New("not found")

// ErrNewer says that the database was written by a later version of the program.
var ErrNewer = errors.New("the database was written by a newer version of Dateline; start that version, or restore the copy that it made before it changed the database")

// ErrOlder says that the database was written by an earlier version of the program.
var ErrOlder = errors.New("the database was written by an earlier version of Dateline; start dateline serve, which copies it and brings it up to date")

// DB is an open database. Close it when done.
type DB struct {
	file    string
	readers *sql.DB
	writer  *sql.DB
	conn    *sql.Conn // the one writer connection; nil: it is only looked into
	claim   claim
	stmts   map[string]*sql.Stmt // the writer's
	asked   sync.Map             // the readers' *sql.Stmt by query
	gate    sync.RWMutex         // held while the queue is sent to, so that Close doesn't close it under a writer
	closed  bool
	queue   chan []*write
	done    chan struct{}
	closing sync.Once
	enc     *zstd.Encoder
	dec     *zstd.Decoder

	evidence *evidence // touched by the writer alone, apart from its folder
	packers  chan *gzip.Writer

	mu     sync.Mutex
	wakers []func(kinds []string)
}

// Options are what Open can be told.
type Options struct {
	Readers  int // connections for reading at the same time; 0 means twice the number of cores, at least 4
	Now      func() time.Time
	FullFile int64 // bytes at which the next WARC file is begun; 0 means 256 MiB
}

// Open opens the database in a data folder, making both if need be. A database
// of an older version is copied beside itself, then brought up to date; one of
// a newer version is refused with ErrNewer and left untouched.
func Open(ctx context.Context, folder string, o Options) (*DB, error) {
	if err := os.MkdirAll(folder, privateFolder); err != nil {
		return nil, fmt.Errorf("making the data folder: %w", err)
	}
	file := filepath.Join(folder, FileName)
	if err := makePrivate(file); err != nil {
		return nil, fmt.Errorf("making the database: %w", err)
	}
	if err := closeToOthers(folder); err != nil {
		return nil, fmt.Errorf("closing the data folder to other users: %w", err)
	}
	writer, err := sql.Open("sqlite", dsn(file, "rwc"))
	if err != nil {
		return nil, fmt.Errorf("opening the database %s: %w", file, err)
	}
	writer.SetMaxOpenConns(1)
	if err := migrate(ctx, writer, file, o.Now); err != nil {
		writer.Close()
		return nil, fmt.Errorf("opening the database %s: %w", file, err)
	}
	conn, err := writer.Conn(ctx)
	if err != nil {
		writer.Close()
		return nil, fmt.Errorf("opening the database %s: %w", file, err)
	}
	db, err := openReaders(folder, o)
	if err != nil {
		writer.Close()
		return nil, err
	}
	db.writer, db.conn = writer, conn
	go db.writeLoop()
	return db, nil
}

// Look opens the database in a data folder to be read alone: nothing in the
// folder is changed, and what is to be written is refused with ErrLooking. One of
// another version is refused, with ErrNewer or ErrOlder.
func Look(ctx context.Context, folder string, o Options) (*DB, error) {
	file := filepath.Join(folder, FileName)
	v, err := AgeOf(ctx, folder)
	switch {
	case err == nil && v.Has > v.Latest:
		err = ErrNewer
	case err == nil && v.Has < v.Latest:
		err = ErrOlder
	}
	if err != nil {
		return nil, fmt.Errorf("opening the database %s: %w", file, err)
	}
	db, err := openReaders(folder, o)
	if err != nil {
		return nil, err
	}
	go db.refuseLoop()
	return db, nil
}

// openReaders makes a database that can be read; who writes to it, or refuses to,
// comes to it after.
func openReaders(folder string, o Options) (*DB, error) {
	file := filepath.Join(folder, FileName)
	readers, err := sql.Open("sqlite", dsn(file, "ro"))
	if err != nil {
		return nil, fmt.Errorf("opening the database %s: %w", file, err)
	}
	if o.Readers == 0 {
		o.Readers = max(4, 2*runtime.GOMAXPROCS(0))
	}
	readers.SetMaxOpenConns(o.Readers)
	readers.SetMaxIdleConns(o.Readers)
	enc, _ := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1)) // no options that can fail
	dec, _ := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(256<<20))
	return &DB{
		file: file, readers: readers,
		stmts: map[string]*sql.Stmt{}, queue: make(chan []*write, 1024), done: make(chan struct{}),
		enc: enc, dec: dec,
		evidence: newEvidence(filepath.Join(folder, EvidenceFolder), cmp.Or(o.FullFile, fullFile)),
		packers:  newPackers(runtime.GOMAXPROCS(0)),
	}, nil
}

// An Age is of which version a database is: the numbers of the last step of its
// schema, and of the last one that there is.
type Age struct {
	Has, Latest int64
	Steps       int // from the one to the other that are to be taken
}

// AgeOf says of which version the database in a data folder is. It changes
// nothing in the folder.
func AgeOf(ctx context.Context, folder string) (v Age, err error) {
	file := filepath.Join(folder, FileName)
	db, err := sql.Open("sqlite", dsn(file, "ro"))
	if err != nil {
		return v, fmt.Errorf("opening the database %s: %w", file, err)
	}
	defer db.Close()
	if err := db.QueryRowContext(ctx, "SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied").Scan(&v.Has); err != nil {
		return v, fmt.Errorf("asking the database %s for its version: %w", file, err)
	}
	steps, err := fs.Glob(schema, "schema/*.sql")
	if err != nil {
		return v, err
	}
	for _, name := range steps { // in order
		if v.Latest, err = goose.NumericComponent(name); err != nil {
			return v, err
		}
		if v.Latest > v.Has {
			v.Steps++
		}
	}
	return v, nil
}

// dsn puts every option into the data source name, because a PRAGMA that is
// executed reaches only one connection of a pool.
func dsn(file, mode string) string {
	s := "file:" + escaped(file) + "?mode=" + mode +
		"&_pragma=busy_timeout(10000)&_pragma=synchronous(FULL)&_pragma=foreign_keys(ON)&_pragma=temp_store(MEMORY)"
	if mode == "ro" {
		return s + "&_pragma=query_only(ON)&_pragma=cache_size(-8000)" // each has a cache of its own; the system's serves all
	}
	return s + "&_pragma=cache_size(-8000)&_pragma=journal_mode(WAL)&_pragma=wal_autocheckpoint(4000)&_pragma=journal_size_limit(67108864)&_txlock=immediate"
}

// escaped is a path as it stands in a data source name.
func escaped(path string) string {
	return strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
}

// migrate brings the schema up to date, forward only.
func migrate(ctx context.Context, db *sql.DB, file string, now func() time.Time) error {
	steps, err := fs.Sub(schema, "schema")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, steps, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("reading the schema: %w", err)
	}
	has, err := p.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("asking for the version of the schema: %w", err)
	}
	sources := p.ListSources()
	latest := sources[len(sources)-1].Version
	switch {
	case has > latest:
		return ErrNewer
	case has == latest:
		return nil
	case has > 0:
		saved := fmt.Sprintf("%s.before-%d", file, latest)
		if now != nil {
			saved += "-" + now().UTC().Format("20060102T150405")
		}
		if _, err := db.ExecContext(ctx, "VACUUM INTO ?", saved); err != nil {
			return fmt.Errorf("copying the database to %s before changing it: %w", saved, err)
		}
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("bringing the schema up to date: %w", err)
	}
	return nil
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
		err = errors.Join(db.evidence.forget(), db.readers.Close())
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

// Check reads the whole database and gives what is wrong with it, nothing if it is sound.
func (db *DB) Check(ctx context.Context) ([]string, error) {
	return collect(ctx, db, func(r *sql.Rows) (s string, err error) {
		err = r.Scan(&s)
		if s == "ok" {
			err = errSkip
		}
		return s, err
	}, "PRAGMA integrity_check")
}

// File is the path of the database file.
func (db *DB) File() string { return db.file }

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

package store

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// Open opens the database in a data folder, making both if need be. A database of
// an older version is brought up to date by a process that works in the folder, and
// refused with ErrOlder by others; of a newer version it is refused with ErrNewer.
// What is refused is left untouched.
//
// Where the disk is so full that the database cannot be opened for writing, the
// space that is set aside is given up; if that isn't enough either, the database
// is opened for reading alone: Space says so, and writes get ErrReadOnly. To
// write again it must be closed and opened anew.
func Open(ctx context.Context, folder string, o Options) (*DB, error) {
	db, err := openToWrite(ctx, folder, o)
	if FaultOf(err) == FaultFull && newReserve(folder).giveUp() {
		db, err = openToWrite(ctx, folder, o)
	}
	if FaultOf(err) != FaultFull {
		return db, err
	}
	db, readErr := openToRead(ctx, folder, o)
	if readErr != nil {
		return nil, fmt.Errorf("%w; the disk is full and the database cannot even be read (%v): free some space and start again", err, readErr)
	}
	return db, nil
}

// openToRead opens the database without taking any space on the disk. A database
// whose log is empty is read as a file that nobody changes, because nobody can.
// One with a log is read over a single connection, which keeps the index of the
// log in its own memory.
func openToRead(ctx context.Context, folder string, o Options) (*DB, error) {
	db, err := openReaders(folder, o)
	if err != nil {
		return nil, err
	}
	closed := func(err error) (*DB, error) { return nil, errors.Join(err, db.readers.Close()) }
	if err := errors.Join(db.readers.Close(), db.costly.db.Close()); err != nil {
		return nil, err
	}
	log, err := os.Stat(db.file + "-wal")
	quiet := err != nil || log.Size() == 0
	mode := "unchanging"
	if !quiet {
		mode = "alone"
	}
	if db.readers, err = connect(db.file, mode); err != nil {
		return nil, err
	}
	if !quiet {
		db.readers.SetMaxOpenConns(1)
	}
	db.costly.db = db.readers
	v, err := ageOf(ctx, db.readers, db.file)
	if err == nil {
		err = v.Refusal()
	}
	if err == nil && v.Steps > 0 {
		err = ErrOlder
	}
	if err != nil {
		return closed(err)
	}
	db.readOnly = true
	db.full.Store(true)
	go db.refuseLoop(ErrReadOnly)
	return db, nil
}

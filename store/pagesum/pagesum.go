// Package pagesum keeps a checksum at the end of every page of an SQLite database,
// and compares it whenever the page is read from the disk: a bit that the disk lost
// is an error instead of a wrong word in a published story.
//
// In come the file operations of SQLite, as a VFS that stands before the system's own
// in every program that imports this package; out go the same, with the sum set in each page that is written to
// the database file and compared in each that is read. The format is that of SQLite's
// own checksum VFS (ext/misc/cksumvfs.c), whose tools can verify such a file: eight
// bytes at the end of each page, in a database whose header reserves exactly eight.
// Other databases pass unchanged. Pages in the write-ahead log carry SQLite's own sums.
package pagesum

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// Name is what SQLite knows the VFS by.
const Name = "pagesum"

// Reserve is how many bytes of each page a database must reserve to have sums.
const Reserve = 8

// Compute gives the sum of a page without its last eight bytes.
func Compute(page []byte) (sum [Reserve]byte) {
	var a, b uint32
	for ; len(page) >= Reserve; page = page[Reserve:] {
		a += binary.LittleEndian.Uint32(page) + b
		b += binary.LittleEndian.Uint32(page[4:]) + a
	}
	binary.LittleEndian.PutUint32(sum[:], a)
	binary.LittleEndian.PutUint32(sum[4:], b)
	return sum
}

// The functions of SQLite's that are called or replaced, as they are in Go.
type (
	openFunc     func(tls *libc.TLS, vfs, name, file uintptr, flags int32, outFlags uintptr) int32
	transferFunc func(tls *libc.TLS, file, buffer uintptr, amount int32, offset int64) int32
	traitsFunc   func(tls *libc.TLS, file uintptr) int32
)

// wrapped are the methods of a file with the reading and writing replaced, and
// where the system's own are.
type wrapped struct {
	methods sqlite3.Tsqlite3_io_methods
	system  uintptr
}

var (
	system  uintptr  // the VFS that this one stands before
	stateAt uintptr  // where, after the system's part of an open file, the size of its pages is kept; 0: they have no sums
	methods sync.Map // *wrapped, as uintptr, by the system's methods
	opening sync.Mutex
)

// Ready says why pages have no sums on this system; nil where they do.
func Ready() error { return notReady }

// It is set before any database can be opened.
var notReady = register()

// register makes the VFS the one that SQLite opens files with unless it is told another.
func register() error {
	tls := libc.NewTLS()
	defer tls.Close()
	if rc := sqlite3.Xsqlite3_initialize(tls); rc != sqlite3.SQLITE_OK {
		return fmt.Errorf("starting SQLite: error %d", rc)
	}
	if system = sqlite3.Xsqlite3_vfs_find(tls, 0); system == 0 {
		return errors.New("SQLite has no way to reach files on this system")
	}
	name, err := libc.CString(Name)
	if err != nil {
		return err
	}
	vfs := libc.Xmalloc(tls, libc.Tsize_t(unsafe.Sizeof(sqlite3.Tsqlite3_vfs{})))
	if vfs == 0 {
		return fmt.Errorf("no memory for the VFS %s", Name)
	}
	v := at[sqlite3.Tsqlite3_vfs](vfs)
	*v = *at[sqlite3.Tsqlite3_vfs](system)
	stateAt = (uintptr(v.FszOsFile) + 7) &^ 7
	v.FszOsFile = int32(stateAt) + 8
	v.FpNext, v.FzName = 0, name
	*at[openFunc](uintptr(unsafe.Pointer(&v.FxOpen))) = open
	if rc := sqlite3.Xsqlite3_vfs_register(tls, vfs, 1); rc != sqlite3.SQLITE_OK {
		return fmt.Errorf("registering the VFS %s: error %d", Name, rc)
	}
	return nil
}

// at is the memory of SQLite's at an address, which the collector doesn't move.
func at[T any](address uintptr) *T { return (*T)(*(*unsafe.Pointer)(unsafe.Pointer(&address))) }

// open opens a file as the system does; that of a database then reads and writes
// through here.
func open(tls *libc.TLS, _, name, file uintptr, flags int32, outFlags uintptr) int32 {
	xOpen := at[sqlite3.Tsqlite3_vfs](system).FxOpen
	rc := (*at[openFunc](uintptr(unsafe.Pointer(&xOpen))))(tls, system, name, file, flags, outFlags)
	if f := at[sqlite3.Tsqlite3_file](file); rc == sqlite3.SQLITE_OK && flags&sqlite3.SQLITE_OPEN_MAIN_DB != 0 && f.FpMethods != 0 {
		*at[int32](file + stateAt) = reserves(tls, name)
		if f.FpMethods = methodsFor(tls, f.FpMethods); f.FpMethods == 0 {
			return sqlite3.SQLITE_NOMEM
		}
	}
	return rc
}

// unknownSize stands for the size of pages that have sums while their header is not
// written yet.
const unknownSize = -1

// reserves returns unknownSize if the name of a database asks for room for sums, as
// that of a copy does which is made now, and 0 otherwise. Of a large copy many pages
// are written before the header that says so.
func reserves(tls *libc.TLS, name uintptr) int32 {
	if name == 0 {
		return 0
	}
	key, err := libc.CString("reserve")
	if err != nil {
		return 0
	}
	defer libc.Xfree(tls, key)
	if sqlite3.Xsqlite3_uri_int64(tls, name, key, 0) != Reserve {
		return 0
	}
	return unknownSize
}

// methodsFor gives the methods that stand before the system's. The system has a few
// sets of them, by the kind of locks, and each stays for as long as the program runs.
func methodsFor(tls *libc.TLS, of uintptr) uintptr {
	if m, ok := methods.Load(of); ok {
		return m.(uintptr)
	}
	opening.Lock()
	defer opening.Unlock()
	if m, ok := methods.Load(of); ok {
		return m.(uintptr)
	}
	m := libc.Xmalloc(tls, libc.Tsize_t(unsafe.Sizeof(wrapped{})))
	if m == 0 {
		return 0
	}
	w := at[wrapped](m)
	w.methods, w.system = *at[sqlite3.Tsqlite3_io_methods](of), of
	*at[transferFunc](uintptr(unsafe.Pointer(&w.methods.FxRead))) = read
	*at[transferFunc](uintptr(unsafe.Pointer(&w.methods.FxWrite))) = write
	*at[traitsFunc](uintptr(unsafe.Pointer(&w.methods.FxDeviceCharacteristics))) = traits
	w.methods.FiVersion = min(w.methods.FiVersion, 2) // pages that are mapped into memory would be read around us
	methods.Store(of, m)
	return m
}

func systemMethods(file uintptr) *sqlite3.Tsqlite3_io_methods {
	return at[sqlite3.Tsqlite3_io_methods](at[wrapped](at[sqlite3.Tsqlite3_file](file).FpMethods).system)
}

func read(tls *libc.TLS, file, buffer uintptr, amount int32, offset int64) int32 {
	xRead := systemMethods(file).FxRead
	rc := (*at[transferFunc](uintptr(unsafe.Pointer(&xRead))))(tls, file, buffer, amount, offset)
	if rc != sqlite3.SQLITE_OK {
		return rc
	}
	page := unsafe.Slice(at[byte](buffer), int(amount))
	size := at[int32](file + stateAt)
	noteHeader(size, page, offset)
	if !isPage(*size, amount, offset) {
		return rc
	}
	body, sum := page[:len(page)-Reserve], page[len(page)-Reserve:]
	if Compute(body) != [Reserve]byte(sum) {
		return sqlite3.SQLITE_IOERR_DATA
	}
	return rc
}

// traits returns those of the system's file, but that parts of pages can be read: SQLite
// would then read the end of a long value alone, which has no sum.
func traits(tls *libc.TLS, file uintptr) int32 {
	xTraits := systemMethods(file).FxDeviceCharacteristics
	return (*at[traitsFunc](uintptr(unsafe.Pointer(&xTraits))))(tls, file) &^ sqlite3.SQLITE_IOCAP_SUBPAGE_READ
}

func write(tls *libc.TLS, file, buffer uintptr, amount int32, offset int64) int32 {
	page := unsafe.Slice(at[byte](buffer), int(amount))
	size := at[int32](file + stateAt)
	noteHeader(size, page, offset)
	if isPage(*size, amount, offset) {
		sum := Compute(page[:len(page)-Reserve])
		copy(page[len(page)-Reserve:], sum[:])
	}
	xWrite := systemMethods(file).FxWrite
	return (*at[transferFunc](uintptr(unsafe.Pointer(&xWrite))))(tls, file, buffer, amount, offset)
}

// noteHeader learns from the database's header, which passes when a file is opened
// and begun, how large its pages are, if they have sums.
func noteHeader(size *int32, data []byte, offset int64) {
	const magic, sizeAt, reserveAt = "SQLite format 3\x00", 16, 20
	if offset != 0 || len(data) < 100 || string(data[:len(magic)]) != magic {
		return
	}
	if *size = 0; data[reserveAt] == Reserve {
		*size = int32(binary.BigEndian.Uint16(data[sizeAt:]))
		if *size == 1 {
			*size = 64 << 10 // which the header's two bytes can't hold
		}
	}
}

// isPage reports whether what is transferred is a whole page that has a sum, and not,
// say, the header alone.
func isPage(size, amount int32, offset int64) bool {
	if size == unknownSize {
		size = amount
		if amount < 512 || amount&(amount-1) != 0 {
			return false
		}
	}
	return size > 0 && amount == size && offset%int64(size) == 0
}

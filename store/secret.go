package store

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"unicode"
)

// KeyFile is the name of the file in a data folder that holds the keys which
// encrypt the secrets in the database. It is not part of a backup.
const KeyFile = "secret.key"

// sealedMark begins a secret that is encrypted: mark, key id, ":", base64 of nonce
// and ciphertext.
const sealedMark = "sealed:"

// A sealer encrypts the secrets that the database must be able to give back: those
// that sign webhooks and those in links. AES-256-GCM, with the place of the secret
// as associated data, so that one row's can't be put into another. The first key
// encrypts; the others only decrypt, so that keys can be changed.
type sealer struct {
	file string // where a first key is kept; empty: keys were given

	mu   sync.Mutex
	now  string // id of the key that encrypts; empty: there is none yet
	keys map[string]cipher.AEAD
}

// openSealer takes the keys that were given (base64 of 32 bytes each, separated by
// white space or commas), or those in the folder's key file. Without either, a key
// is made when the first secret is to be kept.
func openSealer(folder, given string) (*sealer, error) {
	s := &sealer{keys: map[string]cipher.AEAD{}}
	if given != "" {
		return s, s.take(given)
	}
	s.file = filepath.Join(folder, KeyFile)
	if err := s.load(); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return s, nil
}

// load takes the keys of the key file.
func (s *sealer) load() error {
	info, err := os.Stat(s.file)
	if err != nil {
		return fmt.Errorf("looking for the key of secrets: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("%s can be read by others on this machine; run: chmod 600 %s", s.file, s.file)
	}
	kept, err := os.ReadFile(s.file)
	if err != nil {
		return fmt.Errorf("reading the key of secrets: %w", err)
	}
	return s.take(string(kept))
}

// take takes keys as they are written down.
func (s *sealer) take(written string) error {
	for _, coded := range strings.FieldsFunc(written, func(r rune) bool { return r == ',' || unicode.IsSpace(r) }) {
		key, err := base64.StdEncoding.DecodeString(coded)
		if err != nil || len(key) != 32 {
			return errors.New("the key of secrets (DATELINE_SECRET_KEY or the file " + KeyFile + ") must be 32 bytes in base64; openssl rand -base64 32 makes one")
		}
		if err := s.add(key); err != nil {
			return err
		}
	}
	return nil
}

// add takes another key; the first is the one that encrypts.
func (s *sealer) add(key []byte) error {
	block, err := aes.NewCipher(key)
	if err != nil {
		return fmt.Errorf("taking a key of secrets: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return fmt.Errorf("taking a key of secrets: %w", err)
	}
	sum := sha256.Sum256(append([]byte("dateline key id\n"), key...))
	id := hex.EncodeToString(sum[:4])
	s.keys[id] = aead
	if s.now == "" {
		s.now = id
	}
	return nil
}

// current gives the key that encrypts and makes it if there is none.
func (s *sealer) current() (id string, key cipher.AEAD, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now == "" {
		if err := s.make(); err != nil {
			return "", nil, fmt.Errorf("making the key of secrets: %w", err)
		}
	}
	return s.now, s.keys[s.now], nil
}

// make makes the first key, unless another process beside this one just has.
func (s *sealer) make() error {
	fresh := make([]byte, 32)
	rand.Read(fresh)
	out, err := os.OpenFile(s.file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return s.load()
	}
	if err != nil {
		return err
	}
	_, err = out.WriteString(base64.StdEncoding.EncodeToString(fresh) + "\n")
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return err
	}
	return s.add(fresh)
}

// seal encrypts a secret for its place. An empty one stays empty.
func (s *sealer) seal(place, secret string) (string, error) {
	if secret == "" {
		return "", nil
	}
	id, key, err := s.current()
	if err != nil {
		return "", err
	}
	nonce := make([]byte, key.NonceSize())
	rand.Read(nonce)
	return sealedMark + id + ":" + base64.StdEncoding.EncodeToString(key.Seal(nonce, nonce, []byte(secret), []byte(place))), nil
}

// open decrypts what stands in a place. What no key opens gives an empty secret,
// by which nobody is let in and nothing is signed: a list of subscribers must not
// fail because a key is missing. Unopened counts such secrets.
func (s *sealer) open(place, kept string) string {
	coded, sealed := strings.CutPrefix(kept, sealedMark)
	if !sealed {
		return kept // of a version that didn't encrypt; sealSecrets takes it up at the next start
	}
	id, coded, _ := strings.Cut(coded, ":")
	s.mu.Lock()
	if len(s.keys) == 0 && s.file != "" {
		_ = s.load() // a process beside this one may have made the key; without it the secret stays closed
	}
	key := s.keys[id]
	s.mu.Unlock()
	raw, err := base64.StdEncoding.DecodeString(coded)
	if key == nil || err != nil || len(raw) < key.NonceSize() {
		return ""
	}
	secret, err := key.Open(nil, raw[:key.NonceSize()], raw[key.NonceSize():], []byte(place))
	if err != nil {
		return ""
	}
	return string(secret)
}

// A secretColumn is a column that holds secrets which must be given back.
type secretColumn struct{ table, id, column string }

func (c secretColumn) place(id string) string { return c.table + "/" + id + "/" + c.column }

var (
	subscriberSecret = secretColumn{"subscriber", "id", "secret"}
	subscriberAsked  = secretColumn{"subscriber", "id", "asked_secret"}
	alertSecret      = secretColumn{"alert", "id", "secret"}
	hubSecret        = secretColumn{"websub", "source_id", "secret"}
	secretColumns    = []secretColumn{subscriberSecret, subscriberAsked, alertSecret, hubSecret}
)

// A keptSecret is a secret as it stands in the database.
type keptSecret struct{ id, kept string }

func scanKept(r *sql.Rows) (k keptSecret, err error) { err = r.Scan(&k.id, &k.kept); return k, err }

// sealSecrets encrypts with the current key what an earlier version kept as it was
// and what is under an older key. What no key opens stays as it is.
func (db *DB) sealSecrets(ctx context.Context) error {
	now := ""
	if db.sealer.now != "" {
		now = sealedMark + db.sealer.now + ":"
	}
	changed := false
	err := db.Write(ctx, "encrypting secrets", func(tx *Tx) error {
		for _, c := range secretColumns {
			rows, err := collect(ctx, tx, scanKept, "SELECT "+c.id+", "+c.column+" FROM "+c.table+
				" WHERE "+c.column+" <> '' AND (?1 = '' OR substr("+c.column+", 1, length(?1)) <> ?1)", now)
			if err != nil {
				return err
			}
			for _, row := range rows {
				secret := db.sealer.open(c.place(row.id), row.kept)
				if secret == "" || now == "" && strings.HasPrefix(row.kept, sealedMark) {
					continue
				}
				sealed, err := db.sealer.seal(c.place(row.id), secret)
				if err != nil {
					return err
				}
				if _, err := tx.exec("UPDATE "+c.table+" SET "+c.column+" = ? WHERE "+c.id+" = ?", sealed, row.id); err != nil {
					return err
				}
				changed = true
			}
		}
		return nil
	})
	if err != nil || !changed {
		return err
	}
	// The database file itself must not hold them any more, not only the log before it.
	_, err = db.conn.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

// Unopened counts the secrets that no key opens.
func (db *Reader) Unopened(ctx context.Context) (n int, err error) {
	for _, c := range secretColumns {
		rows, err := collect(ctx, db, scanKept, "SELECT "+c.id+", "+c.column+" FROM "+c.table+" WHERE "+c.column+" <> ''")
		if err != nil {
			return n, fmt.Errorf("looking at the secrets: %w", err)
		}
		for _, row := range rows {
			if db.sealer.open(c.place(row.id), row.kept) == "" {
				n++
			}
		}
	}
	return n, nil
}

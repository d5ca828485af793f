-- +goose Up
-- Actors of whom no fact speaks any more, and who nobody said who they are.
DELETE FROM actor WHERE facts <= 0 AND key NOT IN (SELECT key FROM actor_word);

package dev.buildrun.catalog.index;

/** What a field keeps of one value: who has it, and in fields that texts are looked for in also the value's number there. */
sealed interface Posted permits Postings, TextValue {
    Postings postings();
}

"""The order of the flows: each goes on where the one before it ended."""

import cameras
import flows
import items
import looks
import provider
import rooms

FLOWS = [
    flows.sets_up, flows.begins_at_the_top, flows.recommends_without_camera, flows.asks_before_the_camera,
    flows.reads_the_face, flows.tells_numbers, flows.makes_pictures, flows.waits_for_the_pointer,
    flows.says_what_is_wrong, flows.slows_down_quietly, flows.chooses_a_face, flows.goes_on_with_a_new_session,
    rooms.tells_another_window, rooms.goes_on_in_other_rooms, flows.pauses, flows.forgets_what_the_camera_saw,
    cameras.keeps_the_camera_in_another_language, flows.knows_a_resting_face, flows.sends_what_the_server_bears,
    flows.keeps_the_last_click, flows.remembers_a_like, rooms.keeps_likes_offline, rooms.keeps_likes_for_later,
    rooms.keeps_likes_of_two_windows, flows.takes_a_mood_by_hand,
    flows.follows_words,
    flows.picks_on_the_circle, flows.skips_hides_undoes, flows.finishes, flows.filters, flows.follows_aims,
    flows.makes_tokens, flows.goes_by_another_clock, rooms.keeps_moods, rooms.corrects_a_place,
    rooms.edits_the_catalogue, items.writes_reviews, items.shows_text_as_text, items.shows_how_far_an_import_is, rooms.checks_links, rooms.guards_the_account, flows.speaks_other_languages, flows.weighs_little,
    flows.works_by_keyboard,
    looks.looks_as_before, looks.loads_little_and_stands_still, looks.switches_theme, looks.stays_quick_while_live, looks.bears_a_slow_server,
    looks.bears_no_server, looks.can_be_installed, looks.moves_nothing_if_asked, looks.closes_and_gives_back, flows.keeps_accounts_apart, flows.signs_in_again, rooms.uses_a_second_factor,
    rooms.administers, rooms.leaves_with_everything, flows.goes_on_after_expiry, flows.loses_nothing_at_expiry, flows.follows_another_tab,
    flows.says_when_signing_out_fails, flows.helps_when_refused,
    cameras.sees_what_cameras_see, cameras.chooses_a_camera, cameras.keeps_what_was_agreed_to, provider.signs_in_at_a_provider, flows.stays_home, flows.keeps_no_picture,
]

"""The order of the flows: each goes on where the one before it ended."""

import flows
import rooms

FLOWS = [
    flows.sets_up, flows.begins_at_the_top, flows.recommends_without_camera, flows.asks_before_the_camera,
    flows.reads_the_face, flows.tells_numbers, flows.makes_pictures, flows.waits_for_the_pointer,
    flows.says_what_is_wrong, flows.slows_down_quietly, flows.chooses_a_face, flows.goes_on_with_a_new_session,
    rooms.tells_another_window, rooms.goes_on_in_other_rooms, flows.pauses, flows.knows_a_resting_face,
    flows.keeps_the_last_click, flows.remembers_a_like, rooms.keeps_likes_offline, flows.takes_a_mood_by_hand,
    flows.picks_on_the_circle, flows.skips_hides_undoes, flows.finishes, flows.filters, flows.follows_aims,
    flows.makes_tokens, flows.goes_by_another_clock, rooms.keeps_moods, rooms.corrects_a_place,
    rooms.edits_the_catalogue, rooms.guards_the_account, flows.speaks_other_languages, flows.weighs_little,
    flows.works_by_keyboard, flows.keeps_accounts_apart, flows.signs_in_again, rooms.uses_a_second_factor,
    rooms.administers, rooms.leaves_with_everything, flows.goes_on_after_expiry, flows.follows_another_tab,
    flows.says_when_signing_out_fails, flows.helps_when_refused, flows.stays_home, flows.keeps_no_picture,
]

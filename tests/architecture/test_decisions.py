"""Every ruling that the product follows by now, with the test that would fail if it did not.

The rulings themselves are the project's decisions; a letter and a number name one. Those of later issues stand below with the reason.
"""

import ast
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.migrations import CreateModel
from wagtail import hooks

from quizzes.models import Attempt, QuizPage, Response

ROOT = Path(__file__).parent.parent

RULINGS: dict[str, list[str]] = {
    "A1": [
        "cms/test_page_cache.py::test_every_other_page_is_somebodys_own",
        "cms/test_page_cache.py::test_a_lesson_for_staff_only_is_never_kept",
        "cms/test_page_cache.py::test_a_preview_is_never_kept",
    ],
    "A2": [
        "cms/test_page_cache.py::test_every_other_page_is_somebodys_own",
        "cms/test_page_cache.py::test_static_files_keep_their_own_rule",
        "quizzes/test_views.py::test_personal_pages_are_kept_by_nobody",
    ],
    "A3": [
        "architecture/test_access.py::test_no_address_is_missing_and_none_is_of_yesterday",
        "architecture/test_access.py::test_other_peoples_things_are_not_found",
        "architecture/test_strangers.py::test_nothing_of_one_guest_shows_for_the_other",
    ],
    "A4": [
        "cms/test_page_cache.py::test_what_trackers_append_is_overlooked_and_nothing_else",
        "cms/test_page_cache.py::test_another_host_is_another_page",
        "cms/test_page_cache.py::test_a_kept_page_says_how_long_and_varies_by_compression_only",
    ],
    "A5": [
        "cms/test_page_cache.py::test_a_change_shows_at_once",
        "cms/test_page_cache.py::test_after_a_minute_the_database_is_asked_again",
    ],
    "A6": [
        "cms/test_page_cache.py::test_the_second_citizen_costs_no_query",
        "cms/test_page_cache.py::test_a_lost_generation_number_loses_no_page",
        "faults/test_site_without_servers.py::test_lessons_once_opened_stay_open_without_the_database",
    ],
    "A7": [
        "courses/test_pages.py::test_public_pages_hold_no_form_token_no_cookie_and_no_person",
        "courses/test_pages.py::test_a_course_in_english_stands_under_en",
    ],
    "A8": [
        "cms/test_caches.py::test_a_dead_server_is_a_miss",
        "cms/test_caches.py::test_what_cannot_be_json_is_refused",
        "cms/test_caches.py::test_pages_are_kept_as_bytes",
        "cms/test_caches.py::test_only_the_process_itself_may_keep_python_objects",
    ],
    "A9": [
        "courses/test_pages.py::test_a_course_with_a_khmer_title_gets_an_ascii_address_from_its_id",
        "courses/test_pages.py::test_a_changed_address_still_leads_to_the_lesson",
        "courses/test_pages.py::test_a_course_in_english_stands_under_en",
    ],
    "A10": [
        "cms/test_settings.py::test_without_a_name_the_site_is_where_it_listens",
        "cms/test_settings.py::test_with_a_name_only_the_name_is_trusted_and_https_closes_everything",
    ],
    "A11": [
        "browser/test_page_weight.py::test_the_browser_has_nothing_to_complain_about_and_the_policy_blocks_nothing",
        "architecture/test_limits.py::test_no_template_opens_a_way_around_escaping_or_the_content_policy",
        "cms/test_page_cache.py::test_every_phone_gets_what_it_can_open",
        "cms/test_accounts.py::test_the_door_offers_no_sign_up_and_is_not_indexed",
    ],
    "B1": [
        "architecture/test_decisions.py::test_accounts_and_files_have_models_of_ours_from_the_first_migration",
    ],
    "B2": [
        "courses/test_curriculum.py::test_a_step_with_a_name_of_its_own_keeps_it_as_a_block",
        "courses/test_pages.py::test_ids_are_equal_in_both_languages",
    ],
    "B3": [
        "quizzes/test_versions.py::test_a_published_question_is_kept_whole",
        "quizzes/test_versions.py::test_publishing_again_without_a_change_keeps_nothing_new",
        "quizzes/test_versions.py::test_each_language_counts_its_own_versions",
    ],
    "B4": [
        "quizzes/test_cms.py::test_a_trainer_may_remove_a_choice_that_somebody_chose_and_their_answer_stays",
        "architecture/test_decisions.py::test_no_key_leads_from_learners_to_content",
    ],
    "B5": [
        "quizzes/test_cms.py::test_an_answered_question_is_not_deleted_but_may_be_archived",
        "quizzes/test_cms.py::test_a_page_where_somebody_answered_is_not_deleted_but_may_be_archived",
        "quizzes/test_cms.py::test_a_trainer_may_go_back_to_the_words_of_before",
    ],
    "B7": [
        "courses/test_curriculum.py::test_all_faults_of_all_files_are_named_at_once_and_nothing_is_loaded",
        "quizzes/test_curriculum.py::test_what_a_file_says_of_its_questions_comes_back_word_for_word",
    ],
    "B8": [
        "courses/test_loading.py::test_who_wins_when_file_and_cms_differ",
        "courses/test_loading.py::test_a_conflict_loads_nothing_until_somebody_decides",
        "courses/test_curriculum.py::test_the_real_courses_load_and_are_written_back_byte_for_byte",
    ],
    "B9": [
        "courses/test_curriculum.py::test_every_choice_and_every_message_is_answered_with_a_reason",
        "courses/test_curriculum.py::test_the_four_courses_are_complete",
    ],
    "B10": [
        "courses/test_html.py::test_what_an_author_may_format_comes_back_letter_by_letter",
        "browser/test_attack_corpus.py::test_no_cleaned_attack_does_anything_in_a_readers_browser",
        "architecture/test_limits.py::test_html_is_cleaned_in_one_module_only",
    ],
    "C1": [
        "learning/test_progress.py::test_an_answer_is_written_down_with_all_it_shows",
        "learning/test_progress.py::test_made_again_from_evidence_everything_is_as_it_was",
    ],
    "C2": [
        "learning/test_about_me.py::test_an_answer_holds_from_when_it_was_given_and_the_newest_counts",
        "architecture/test_rooms.py::test_every_room_imports_only_what_it_may",
    ],
    "C3": [
        "learning/test_learners.py::test_a_personal_page_renews_the_cookie_and_a_public_one_does_not",
        "learning/test_learners.py::test_a_form_sent_again_without_a_cookie_joins_within_a_minute_only",
        "journeys/test_first_lesson.py::test_not_me_then_the_old_form_joins_nobody",
    ],
    "C4": [
        "cms/test_door.py::test_half_an_hour_without_a_tap_ends_it",
        "cms/test_door.py::test_a_session_ends_with_the_browser_unless_the_phone_is_ones_own",
        "learning/test_family.py::test_after_half_an_hour_nobody_is_in_and_after_90_days_on_ones_own_phone",
    ],
    "C5": [
        "learning/test_about_me.py::test_under_fifteen_erases_number_and_pin_left_before_and_says_so",
        "learning/test_contacts.py::test_under_fifteen_leaves_no_number_and_who_did_not_say_ticks_that_they_are_older",
    ],
    "C6": [
        "learning/test_contacts.py::test_every_yes_and_no_is_a_row_of_its_own_and_the_newest_counts",
        "learning/test_erasing.py::test_at_once_nothing_works_any_more",
        "learning/test_erasing.py::test_undone_everything_is_as_it_was",
        "learning/test_erasing.py::test_after_seven_days_no_trace_is_left_in_any_table_cache_log_or_file",
    ],
    "C7": [
        "learning/test_privacy.py::test_every_table_says_whose_data_it_holds",
        "learning/test_privacy.py::test_a_note_names_every_field_and_no_other",
    ],
    "C8": [
        "learning/test_reports.py::test_a_group_of_fewer_than_ten_is_hidden_and_a_larger_one_rounded",
        "learning/test_reports.py::test_there_is_no_row_of_totals",
    ],
    "D1": [
        "journeys/test_first_lesson.py::test_answers_become_evidence_progress_and_skills",
        "quizzes/test_views.py::test_the_result_before_the_end_leads_to_the_next_question",
    ],
    "D2": [
        "journeys/test_first_lesson.py::test_a_form_sent_twenty_times_is_one_answer",
        "journeys/test_first_lesson.py::test_another_answer_to_the_same_question_does_not_count_and_is_told",
        "quizzes/test_views.py::test_a_replayed_key_of_somebody_else_is_not_found_and_says_how_to_start",
    ],
    "D5": [
        "quizzes/test_scoring.py::test_a_check_is_passed_with_two_thirds_and_both_sides_seen",
        "quizzes/test_scoring.py::test_whoever_always_gives_the_same_verdict_never_passes_a_check_with_two_sides",
        "courses/test_curriculum.py::test_always_the_longest_choice_never_passes_a_check_with_two_sides",
    ],
    "D6": [
        "quizzes/test_drawing.py::test_a_fake_message_never_comes_without_its_real_twin",
        "quizzes/test_drawing.py::test_a_repeat_shows_the_written_questions_in_every_order",
        "browser/test_without_javascript.py::test_nothing_is_chosen_beforehand",
    ],
    "D8": [
        "courses/test_pages.py::test_public_pages_hold_no_form_token_no_cookie_and_no_person",
    ],
    "E1": [
        "architecture/test_decisions.py::test_a_quiz_page_is_served_after_wagtails_own_guards",
        "quizzes/test_views.py::test_an_unpublished_check_lesson_or_course_cannot_be_answered_but_what_was_answered_can_be_seen",
    ],
    "E2": [
        "sms_gateway/test_outbox.py::test_a_worker_is_called_once_after_the_commit",
    ],
    "E3": [
        "architecture/test_rooms.py::test_every_room_imports_only_what_it_may",
    ],
    "E4": [
        "sms_gateway/test_locks.py::test_each_database_gets_the_lock_it_has",
        "quizzes/test_races.py::test_eight_taps_at_once_on_the_first_form_are_one_person_and_one_answer",
    ],
    "F1": [
        "sms_gateway/test_delivery.py::test_certainty_that_comes_late_is_kept_but_doubt_is_never_queued",
        "sms_gateway/test_http_json.py::test_every_answer_is_one_of_four_outcomes_after_one_request",
    ],
    "F2": [
        "learning/test_nudges.py::test_four_workers_remind_twelve_people_once_each",
        "faults/test_outbox_faults.py::test_nothing_is_handed_over_inside_a_transaction",
    ],
    "F4": [
        "sms_gateway/test_models.py::test_no_number_is_stored_plain",
        "learning/test_contacts.py::test_the_digits_of_a_number_stand_in_no_column_of_any_table",
        "sms_gateway/test_sealing.py::test_a_seal_does_not_open_under_another_persons_index",
    ],
    "F5": [
        "sms_gateway/test_models.py::test_every_field_says_what_it_is_for",
    ],
    "F6": [
        "sms_gateway/test_outbox.py::test_without_a_time_the_clock_of_the_database_counts",
    ],
    "F7": [
        "sms_gateway/test_delivery.py::test_a_network_never_carries_a_nudge_to_an_unproved_number",
    ],
    "F8": [
        "learning/test_contacts.py::test_a_stop_is_a_no_of_everybody_on_the_number",
        "sms_gateway/test_outbox.py::test_who_wants_no_messages_gets_none_of_those_that_wait",
    ],
    "F9": [
        "learning/test_texting.py::test_a_reminder_is_one_text_without_a_link_and_says_how_to_stop",
        "learning/test_policy.py::test_a_number_gets_one_text_in_two_days_two_in_a_week_and_six_in_a_month",
        "learning/test_nudges.py::test_about_one_number_in_ten_is_held_out_and_always_the_same",
    ],
    "G1": [
        "cms/test_door.py::test_a_known_and_an_unknown_number_hear_the_same_and_cost_the_same",
        "learning/test_codes.py::test_asking_makes_no_contact_and_no_account",
        "cms/test_accounts.py::test_the_door_offers_no_sign_up_and_is_not_indexed",
    ],
    "G2": [
        "cms/test_door.py::test_staff_are_never_found_by_a_code",
        "learning/test_codes.py::test_of_three_hundred_guesses_sent_at_once_three_are_looked_at",
        "learning/test_codes.py::test_a_code_holds_for_ten_minutes",
        "learning/test_codes.py::test_one_number_gets_ten_codes_a_day_wherever_they_are_asked_for",
    ],
    "G3": [
        "cms/test_accounts.py::test_doors_of_the_frameworks_do_not_exist",
        "cms/test_accounts.py::test_every_way_into_the_house_leads_to_the_one_door",
    ],
    "G4": [
        "learning/test_family.py::test_two_may_have_the_same_name",
        "learning/test_words.py::test_the_words_are_512_and_five_of_them_are_more_than_44_bits",
        "learning/test_returning.py::test_words_and_pin_bring_the_learning_back",
        "learning/test_gates.py::test_after_five_wrong_tries_one_waits_a_quarter_of_an_hour_then_twice_as_long_up_to_a_day",
    ],
    "H1": [
        "architecture/test_settings.py::test_the_starter_needs_nothing_but_python",
        "faults/test_up.py::test_the_first_start_says_everything_and_a_stop_leaves_nothing",
    ],
    "H2": [
        "learning/test_population.py::test_a_web_worker_never_loads_numpy_nor_do_these_rules_know_a_framework",
        "cms/test_serve.py::test_no_connection_and_no_thread_is_there_to_be_forked",
    ],
    "H3": [
        "sms_gateway/test_tasks.py::test_a_task_that_touches_a_provider_is_acknowledged_first_and_keeps_no_result",
        "courses/test_sounds.py::test_a_killed_workers_task_comes_back",
    ],
    "H4": [
        "architecture/test_catalogue.py::test_every_text_stands_in_khmer_sound_and_compiled",
        "sms_gateway/test_ids.py::test_an_id_tells_when_it_was_made_and_looks_like_version_7",
    ],
    "H5": [
        "browser/test_recording.py::test_a_step_recorded_in_the_editor_is_heard_by_citizens",
        "cms/test_media.py::test_only_the_editor_may_use_the_microphone",
    ],
    "B6": [
        "journeys/test_discernment.py::test_a_repaired_answer_key_counts_no_longer_and_those_misled_are_told",
    ],
    "D3": [
        "journeys/test_discernment.py::test_two_tabs_on_one_test_are_one_test",
        "quizzes/test_races.py::test_two_tabs_of_one_person_are_two_runs_and_lose_no_answer",
    ],
    "D7": [
        "quizzes/test_draws.py::test_what_was_practised_cannot_be_tested",
        "journeys/test_discernment.py::test_a_bank_too_small_has_no_tests",
    ],
    "D9": [
        "quizzes/test_bots.py::test_nobody_passes_the_real_courses_unread",
    ],
    "D10": [
        "journeys/test_discernment.py::test_nobody_is_tested_before_a_first_lesson_or_after_beginning_the_second",
        "journeys/test_discernment.py::test_chance_decides_who_is_asked",
    ],
    "D11": [
        "journeys/test_discernment.py::test_an_opinion_is_kept_with_nine_others_and_without_its_person",
    ],
    "D12": [
        "journeys/test_discernment.py::test_who_is_right_on_two_days_has_mastered_it_and_is_asked_again_after_two_eleven_and_46_days",
    ],
}
LATER: dict[str, str] = {
    "D4": "Offline answers come with the issue on offline use.",
    "F3": "Nudges in bulk SQL come with the issue on text messages; the step column is here.",
    "F10": "Outcomes of reminders are counted in the issue on text messages.",
    "F11": "SMPP comes later.",
}


def tests_in(path: str) -> set[str]:
    """The names of the test functions in a file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


@pytest.mark.parametrize("ruling", sorted(RULINGS))
def test_each_ruling_has_tests_that_exist(ruling):
    missing = [one for one in RULINGS[ruling] if one.split("::")[1] not in tests_in(one.split("::")[0])]
    assert missing == []


def test_every_ruling_is_either_tested_or_said_to_be_later():
    numbers = {"A": 11, "B": 10, "C": 8, "D": 12, "E": 4, "F": 11, "G": 4, "H": 5}
    every = {f"{letter}{number}" for letter, last in numbers.items() for number in range(1, last + 1)}
    assert every == set(RULINGS) | set(LATER)
    assert set(RULINGS) & set(LATER) == set()


def test_accounts_and_files_have_models_of_ours_from_the_first_migration():
    models = [settings.AUTH_USER_MODEL, settings.WAGTAILIMAGES_IMAGE_MODEL, settings.WAGTAILDOCS_DOCUMENT_MODEL, settings.WAGTAILMEDIA["MEDIA_MODEL"]]
    first = {name: import_module(f"{name.split('.')[0]}.migrations.0001_initial").Migration for name in models}
    made = [name for name in models if name.split(".")[1] in {one.name for one in first[name].operations if isinstance(one, CreateModel)}]
    assert made == models
    assert {model.__name__ for model in apps.get_app_config("cms").get_models()} == {"User", "Session"}


def test_no_key_leads_from_learners_to_content():
    content = {"Page", "LessonPage", "CoursePage", "QuizPage", "Question", "Revision"}
    people = [Attempt, Response, *apps.get_app_config("learning").get_models()]
    keys = {(model.__name__, field.related_model.__name__) for model in people for field in model._meta.concrete_fields if field.is_relation}
    assert [pair for pair in keys if pair[1] in content] == []


def test_a_quiz_page_is_served_after_wagtails_own_guards():
    hooks.search_for_hooks()
    ours = [order for function, order in hooks._hooks["on_serve_page"] if function.__module__ == "quizzes.wagtail_hooks"]
    assert (ours, "serve" in vars(QuizPage)) == ([100], False)

import type { Services, TlObject } from '../service.ts'
import { MOST_PARTS, MOST_PARTS_PREMIUM } from './save-parts.ts'

export type DcAddress = { id: number; host: string; port: number }

/** Answers to anyone, signed in or not. */
export function helpServices(dcs: () => readonly DcAddress[]): Services {
  return {
    'help.getConfig': (_request, { dcId }): TlObject => {
      const date = Math.floor(Date.now() / 1000)
      const addresses = dcs().map(({ id, host, port }) => ({ _: 'dcOption', id, ip_address: host, port }))
      return { ...CONFIG, date, expires: date + 3600, this_dc: dcId, dc_options: addresses }
    },
    'help.getAppConfig': (): TlObject => ({ _: 'help.appConfig', hash: 0, config: APP_CONFIG }),
    'help.getNearestDc': (_request, { dcId }): TlObject => ({
      _: 'nearestDc',
      country: 'NL',
      this_dc: dcId,
      nearest_dc: dcId,
    }),
  }
}

/** Of https://core.telegram.org/api/config#client-configuration what somebody here asks for. */
const APP_CONFIG: TlObject = {
  _: 'jsonObject',
  value: Object.entries({
    upload_max_fileparts_default: MOST_PARTS,
    upload_max_fileparts_premium: MOST_PARTS_PREMIUM,
  }).map(([key, value]) => ({ _: 'jsonObjectValue', key, value: { _: 'jsonNumber', value } })),
}

/** Numbers as Telegram sends them (https://core.telegram.org/constructor/config), of all layers. */
const CONFIG: TlObject = {
  _: 'config',
  test_mode: false,
  dc_txt_domain_name: 'localhost',
  chat_size_max: 200,
  megagroup_size_max: 200_000,
  forwarded_count_max: 100,
  online_update_period_ms: 210_000,
  offline_blur_timeout_ms: 5_000,
  offline_idle_timeout_ms: 30_000,
  online_cloud_timeout_ms: 300_000,
  notify_cloud_delay_ms: 30_000,
  notify_default_delay_ms: 1_500,
  push_chat_period_ms: 60_000,
  push_chat_limit: 2,
  saved_gifs_limit: 200,
  edit_time_limit: 172_800,
  revoke_time_limit: 2_147_483_647,
  revoke_pm_time_limit: 2_147_483_647,
  rating_e_decay: 2_419_200,
  stickers_recent_limit: 200,
  stickers_faved_limit: 5,
  channels_read_media_period: 604_800,
  pinned_dialogs_count_max: 5,
  pinned_infolder_count_max: 100,
  call_receive_timeout_ms: 20_000,
  call_ring_timeout_ms: 90_000,
  call_connect_timeout_ms: 30_000,
  call_packet_timeout_ms: 10_000,
  me_url_prefix: 'https://t.me/',
  caption_length_max: 1_024,
  message_length_max: 4_096,
  webfile_dc_id: 2,
}

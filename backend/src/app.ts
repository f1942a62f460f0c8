// The composition root: every part and every address of the backend on one screen.
import { join, resolve } from 'node:path'
import { openAccountParts } from './accounts/parts.ts'
import { describeBrowser } from './accounts/describe-browser.ts'
import { accountRoutes } from './accounts/routes.ts'
import { hashPassword, verifyPassword } from './accounts/password.ts'
import { addressKey, createThrottle } from './accounts/throttle.ts'
import { createAlbums } from './albums/albums.ts'
import { albumRoutes } from './albums/routes.ts'
import { createBotStore } from './bots/bot-store.ts'
import { cleanName, cleanText } from './bots/file-name.ts'
import { openBots } from './bots/bots.ts'
import { botRoutes, webhookRoutes } from './bots/routes.ts'
import { webhookBase } from './bots/webhook.ts'
import { createGrammyBotApi } from './bots/grammy-bot-api.ts'
import { createCaptionFinder } from './captions/find-captions.ts'
import { matchAllCaptions, matchCaptions } from './captions/match-captions.ts'
import { createCaptionSender } from './captions/send-captions.ts'
import { createCatalogue, thumbnailPath, toItem } from './catalogue/catalogue.ts'
import { readTold } from './bots/read-update.ts'
import { ensureSearch, SLOW_SEARCH } from './catalogue/ensure-search.ts'
import { createFindings } from './catalogue/findings.ts'
import { catalogueRoutes } from './catalogue/routes.ts'
import { createThumbnailReader, createThumbnailSender, sendPicture } from './catalogue/send-thumbnail.ts'
import { createFileFinder } from './catalogue/find-files.ts'
import { timelineRoutes } from './catalogue/timeline-routes.ts'
import { createTimelines } from './catalogue/timeline.ts'
import { createThumbnailCache } from './catalogue/thumbnail-cache.ts'
import { createDetails } from './details/details.ts'
import { detailsRoutes } from './details/routes.ts'
import { createFavourites, forgetFavourites } from './favourites/favourites.ts'
import { favouriteRoutes } from './favourites/routes.ts'
import { createPageReader, hintedOrigins } from './gallery/page.ts'
import { galleryRoutes, NOT_BUILT } from './gallery/routes.ts'
import { createGuardedFetch } from './http/guarded-fetch.ts'
import { closeServer, listen } from './http/listen.ts'
import { watchMethods } from './http/method-not-allowed.ts'
import { describeApi, openApiRoute } from './http/openapi.ts'
import { refuseForeignOrigin } from './http/origin.ts'
import { listRoutes, type RouteFacts } from './http/route-list.ts'
import { addSecurityHeaders } from './http/security-headers.ts'
import { createServer, type LogLine } from './http/server.ts'
import { guardWithSessions } from './http/session-cookie.ts'
import { createAskMessages } from './imports/ask-messages.ts'
import { openImports } from './imports/imports.ts'
import { importRoutes } from './imports/routes.ts'
import { findFfmpeg } from './inspection/find-ffmpeg.ts'
import { createInspector } from './inspection/inspect-file.ts'
import { openInspections, pictureKey } from './inspection/inspections.ts'
import { createFileReader } from './inspection/read-file.ts'
import { openSprites } from './inspection/sprites.ts'
import { openThumbhashes } from './inspection/thumbhashes.ts'
import { createGrants } from './links/grants.ts'
import { createLinkIssuer, toLinkFile } from './links/issue-link.ts'
import { openLinkKeys } from './links/link-keys.ts'
import { createPrefetch } from './links/prefetch.ts'
import { linkRoutes } from './links/routes.ts'
import { writeStreamLink, writeUploadLink } from './links/stream-link.ts'
import { writeTask } from './links/write-task.ts'
import { createEventHub } from './live/event-hub.ts'
import { openRelay } from './live/open-relay.ts'
import { liveRoutes } from './live/routes.ts'
import { createPositions } from './positions/positions.ts'
import { positionRoutes } from './positions/routes.ts'
import { createSharing } from './shares/create-sharing.ts'
import { TRIES_PER_SHARE } from './shares/try-password.ts'
import { summarizeBots } from './status/bots-summary.ts'
import { statusRoutes } from './status/routes.ts'
import { statisticsRoutes } from './statistics/routes.ts'
import { openStorage } from './storage/open-storage.ts'
import { openTelemetry } from './telemetry/telemetry.ts'
import { telemetryRoutes } from './telemetry/routes.ts'
import { trashRoutes } from './trash/routes.ts'
import { createTrash } from './trash/trash.ts'
import { chooseUploadWorker } from './uploads/choose-upload-worker.ts'
import { openUploads } from './uploads/open-uploads.ts'
import { uploadChannels } from './uploads/upload-channels.ts'
import { readVersion } from './version.ts'
import { openWorkersRoom } from './workers/open-workers.ts'
import { workerRoutes } from './workers/routes.ts'
import { createSavedSessions } from './workers/saved-sessions.ts'

export { StartError } from './start-error.ts'

export type BackendConfig = {
  host: string
  /** 0 takes a free one. */
  port: number
  dataDir: string
  /** Where people reach the gallery, if not at host and port: an origin without a path. */
  publicUrl?: string | undefined
  /** Proxies in front: addresses, networks, or names of http/proxies.ts. */
  trustedProxies?: readonly string[] | undefined
  /** A Postgres in place of the file in dataDir; needs secretKey. */
  databaseUrl?: string | undefined
  /** Encrypts secrets in the database; absent: a key kept in the data folder. */
  secretKey?: string | undefined
  /** Absent: the bot that was at work last, if any. */
  botToken?: string | undefined
  /** e.g. https://api.telegram.org, without a slash at the end. */
  botApiUrl: string
  /** Chat ids whose posts are taken. */
  chats: 'any' | readonly string[]
  directLinks: 'owner' | 'never'
  /** Absent: the hour of the contract, which is the most that workers accept. */
  linkLifetimeSeconds?: number | undefined
  worker?: { id: string; url: string } | undefined
  /** Workers that enrol may be on private networks and without https. */
  arePrivateWorkersAllowed?: boolean
  /** Whether files are looked into, in the background, for dates and pictures. */
  inspects?: boolean | undefined
  /** Absent: the one in PATH, if there is one. */
  ffmpegPath?: string | undefined
  /** Between two questions of an import; tests hurry. */
  importPauseMs?: number | undefined
  /** Whether 103 Early Hints go before the page; absent: no. */
  hasEarlyHints?: boolean | undefined
  /** The built gallery; default: frontend/dist beside this package. */
  frontendDir?: string | undefined
  /** Gets every log record, a line of JSON; absent: silence. */
  log?: LogLine | undefined
}

export type Backend = {
  /** Where it listens. */
  url: string
  /** Signs the owner in, once. */
  signInUrl: string
  /** Every address it answers. */
  routes: readonly RouteFacts[]
  close: () => Promise<void>
}

const packageFolder = resolve(import.meta.dirname, '..')
/** What a link that tries a worker out is allowed by; nobody can withdraw it. */
const CHECK = { grant: 'check' }
const version = readVersion(join(packageFolder, 'package.json'))

/** Starts the backend; throws StartError for what a person can mend. Whatever was opened is closed again. */
export const createBackend = async (config: BackendConfig): Promise<Backend> => {
  await using opened = new AsyncDisposableStack()
  const { publicUrl, worker, directLinks } = config

  const storage = opened.adopt(
    await openStorage({ ...config, onTrouble: (error) => app.log.warn({ err: error }, 'Postgres is away') }),
    (openedStorage) => openedStorage.close(),
  )
  const { dataDir, database, secretBox, leader } = storage

  const key = opened.adopt(await openLinkKeys({ dataDir, database, secretBox }), (keys) => keys.close())
  const grants = createGrants(database)
  const catalogue = createCatalogue(database, createFileFinder(database), matchCaptions)
  const positions = createPositions(database)
  const sharing = createSharing({
    database,
    secretBox,
    publicUrl,
    file: catalogue.file,
    toItem,
    thumbnailPath,
    passwords: { hash: hashPassword, verify: verifyPassword },
    addressKey,
    withdraw: grants.withdraw,
  })
  const people = await openAccountParts(database, {
    withdrawGrants: grants.withdraw,
    onSessionEnd: (tokenHash) => hub.endSession(tokenHash),
    endWorks: async (...gone) => {
      await sharing.endOf(...gone)
      await positions.endOf(...gone)
      await forgetFavourites(...gone)
    },
  })
  const app = opened.adopt(createServer(config.log, config.trustedProxies), closeServer)
  await ensureSearch(database, (err) => app.log.warn({ err }, SLOW_SEARCH))
  await matchAllCaptions(database)
  const relay = opened.adopt(openRelay(config.databaseUrl, database, app.log), (news) => news.close())
  const hub = opened.adopt(createEventHub({ alive: people.sessions.alive, relay }), (eventHub) =>
    eventHub.close(),
  )

  const telemetry = opened.adopt(
    openTelemetry({
      database,
      relay,
      onTrouble: (error) => app.log.error({ err: error }, 'old figures could not be deleted'),
    }),
    (openedTelemetry) => openedTelemetry.close(),
  )

  const status = async () => ({
    bot: summarizeBots(bots.list()),
    worker: { state: await workers.look() },
  })
  const publishCatalogue = () => hub.publish('catalogue')
  const publishStatus = () => hub.publish('status')
  const bots = opened.adopt(
    await openBots({
      token: config.botToken,
      chats: config.chats,
      webhookBase: webhookBase(publicUrl, config.botApiUrl),
      database,
      store: createBotStore(database, secretBox),
      createApi: (token) => createGrammyBotApi(token, config.botApiUrl),
      save: catalogue.save,
      remove: catalogue.remove,
      onFiles: publishCatalogue,
      onChange: () => {
        publishStatus()
        hub.publish('bots')
      },
      alone: leader,
      isShared: config.databaseUrl !== undefined,
      log: app.log,
    }),
    (openedBots) => openedBots.close(),
  )
  const guardedFetch = createGuardedFetch({
    named: worker ? [worker.url] : [],
    isPrivateAllowed: config.arePrivateWorkersAllowed ?? false,
  })
  const workers = opened.adopt(
    await openWorkersRoom({
      database,
      named: worker,
      publicUrl,
      version,
      bots,
      botsOf: async (file) => (await catalogue.readers(file)).map(({ botId }) => botId),
      guardedFetch,
      writeLink: (file, at) => {
        const fileId = file.bot_id === at.botId ? file.file_id : undefined
        return writeStreamLink(key, at, file.id, toLinkFile(file, fileId), CHECK).url
      },
      rotateKey: key.rotate,
      keepFigures: telemetry.keepWorkerHour,
      isWatched: () => hub.listeners > 0,
      onChange: () => {
        publishStatus()
        hub.publish('workers')
      },
    }),
    (room) => room.close(),
  )
  const thumbnails = createThumbnailCache(join(dataDir, 'thumbnails'))
  const issueLink = createLinkIssuer({
    key,
    chooseWorker: workers.choose,
    directLinks,
    lifetimeSeconds: config.linkLifetimeSeconds,
    readers: catalogue.readers,
    bots,
  })
  const ffmpeg = findFfmpeg(config.ffmpegPath)
  const readFile = createFileReader({
    // While it wakes up, its host answers in its place; small files come from the Bot API meanwhile.
    isAwake: async () => (await workers.look()) === 'ok',
    linkTo: async (row) => (await issueLink(row, { isOwner: false, grant: 'inspection' })).url,
    guardedFetch,
    download: bots.download,
  })
  const inspections = opened.adopt(
    openInspections({
      database,
      isRunning: config.inspects ?? false,
      lead: (start) => leader.lead('inspections', start),
      inspect: createInspector({ open: readFile, ffmpeg }),
      keep: async (name, picture) => void (await thumbnails.get(name, async () => picture)),
      onChange: publishCatalogue,
      onTrouble: (error) => app.log.info({ err: error }, 'a file could not be looked into'),
    }),
    (openedInspections) => openedInspections.close(),
  )
  const thumbnailReader = createThumbnailReader({
    thumbnails,
    readers: catalogue.readers,
    bots,
    made: { key: pictureKey, make: inspections.picture },
  })
  const thumbhashes = opened.adopt(
    openThumbhashes({
      database,
      isRunning: config.inspects ?? false,
      lead: (start) => leader.lead('thumbhashes', start),
      picture: async (row) => (await thumbnailReader.read(row)).bytes,
      isKept: thumbnailReader.isKept,
      onTrouble: (error) => app.log.info({ err: error }, 'pictures could not be hashed'),
    }),
    (openedThumbhashes) => openedThumbhashes.close(),
  )
  const sendThumbnail = createThumbnailSender(thumbnailReader.read, thumbhashes.note)
  const findCaptions = createCaptionFinder(database)
  const sendCaptions = createCaptionSender({ findCaptions, readers: catalogue.readers, bots })
  const sprites = opened.adopt(
    openSprites({
      database,
      thumbnails,
      open: readFile,
      ffmpeg,
      isRunning: config.inspects ?? false,
      onMade: publishCatalogue,
      onTrouble: (error) => app.log.info({ err: error }, 'preview pictures could not be made'),
    }),
    (openedSprites) => openedSprites.close(),
  )
  const details = createDetails({ database, findCaptions, spritesOf: sprites.of })
  const prefetch = createPrefetch({ issueLink, guardedFetch, log: app.log })
  const frontendDir = config.frontendDir ?? resolve(packageFolder, '../frontend/dist')
  const readPage = createPageReader(join(frontendDir, 'index.html'))

  const trash = createTrash({
    database,
    deleteMessage: async (row) => bots.deleteMessage(await catalogue.botsAt(row), row),
    stopGuests: sharing.stopGuests,
    matchCaptions,
    forgetPictures: async (row) =>
      void (await Promise.all([thumbnailReader.forget(row), sprites.forget(row)])),
    onChange: publishCatalogue,
  })

  const uploads = opened.adopt(
    openUploads({
      database,
      chooseWorker: chooseUploadWorker(workers),
      writeLink: (...about) => writeUploadLink(key, ...about),
      channels: uploadChannels({
        accepted: bots.acceptedChannels,
        named: config.chats,
        mainBot: () => bots.main,
      }),
      findItem: catalogue.findItem,
      restore: async (id) => trash.restore([id]),
      cleanName,
      cleanText,
      save: catalogue.save,
      onPosted: publishCatalogue,
      onTrouble: (error) => app.log.error({ err: error }, 'old uploads could not be forgotten'),
    }),
    (openedUploads) => openedUploads.close(),
  )

  const imports = opened.adopt(
    openImports({
      database,
      hasBot: bots.has,
      lead: (start) => leader.lead('imports', start),
      ask: createAskMessages({
        chooseWorker: async (botId) => {
          const chosen = await workers.choose({ id: `imports of ${botId}`, bot_id: botId })
          return chosen?.botId === botId ? chosen : undefined
        },
        writeTask: (workerId, order) => writeTask(key, workerId, 'import', order),
        guardedFetch,
      }),
      save: async (messages, chat, botId) => {
        const files = readTold(messages, chat, botId)
        await catalogue.save(files, { isImport: true })
        return files.length
      },
      onFiles: publishCatalogue,
      onTrouble: (error) => app.log.warn({ err: error }, 'an import does not get on; trying again'),
      pauseMs: config.importPauseMs,
    }),
    (openedImports) => openedImports.close(),
  )

  const allRoutes = listRoutes(app)
  const refuseOtherMethods = watchMethods(app)
  const workerUrls = () => workers.list().map(({ url }) => url)
  const directUrl = directLinks === 'owner' ? config.botApiUrl : undefined
  await addSecurityHeaders(app, {
    publicUrl,
    workerUrls,
    directUrl,
  })
  app.addHook('onRequest', async (request) => refuseForeignOrigin(request, publicUrl))
  const cookie = await guardWithSessions(app, people.sessions.find, publicUrl)
  await describeApi(app, version)

  accountRoutes(app, { ...people, cookie, publicUrl })
  catalogueRoutes(app, { catalogue, sendThumbnail })
  favouriteRoutes(app, createFavourites({ database, file: catalogue.file, onChange: publishCatalogue }))
  albumRoutes(
    app,
    createAlbums({ database, thumbnailPath, shares: sharing.ofAlbums, onChange: publishCatalogue }),
  )
  trashRoutes(app, trash)
  detailsRoutes(app, { file: catalogue.file, details, sendCaptions, readSprites: sprites.read })
  timelineRoutes(app, { catalogue, timelines: createTimelines(database, createFileFinder(database)) })
  linkRoutes(app, { issueLink, prefetch, key, file: catalogue.file, next: catalogue.next })
  positionRoutes(app, { positions, file: catalogue.file })
  botRoutes(app, bots)
  webhookRoutes(app, bots)
  await workerRoutes(app, {
    signature: workers.signature,
    sessions: createSavedSessions({ database, secretBox }),
    withdrawn: sharing.withdrawnAfter(grants.withdrawn),
    also: (signed) => {
      uploads.workerRoutes(signed)
      workers.signedRoutes(signed)
    },
    takeFindings: createFindings({ database, matchCaptions, onChange: publishCatalogue }).take,
  })
  await workers.routes(app)
  uploads.routes(app)
  importRoutes(app, imports)
  liveRoutes(app, hub)
  statusRoutes(app, { version, status })
  telemetryRoutes(app, { telemetry, describeBrowser })
  statisticsRoutes(app, { database, watching: telemetry.watching })
  await sharing.routes(app, {
    throttle: people.throttle,
    shareThrottle: createThrottle(database, undefined, TRIES_PER_SHARE),
    issueLink,
    prefetch,
    sendThumbnail,
    details: details.forGuest,
    sendCaptions,
    sendSprites: async (row, request, reply) => sendPicture(await sprites.read(row), request, reply),
    telemetry: telemetry.take,
    describeBrowser,
    status,
    readPage: async (hasHints) => (await readPage(hasHints ? hintedOrigins(workerUrls()) : [])).html,
    notBuilt: NOT_BUILT,
  })
  openApiRoute(app)
  await galleryRoutes(app, {
    folder: frontendDir,
    workerUrls,
    hasEarlyHints: config.hasEarlyHints ?? false,
  })
  const routes = [...allRoutes]
  refuseOtherMethods()

  const url = await listen(app, config)
  bots.listen()
  const everything = opened.move()
  return {
    url,
    signInUrl: `${publicUrl ?? url}/welcome#code=${people.signInCode}`,
    routes,
    close: () => everything.disposeAsync(),
  }
}

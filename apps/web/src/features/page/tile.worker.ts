import { runTileWorker } from '@kinfolio/ink'

runTileWorker(self)
